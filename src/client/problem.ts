import type { GetProblemTypeData, Problem } from './generated/types.gen.ts'

/** The kinds of problems that the contract names; `/problems/…` on the server explains each. */
export type ProblemName = GetProblemTypeData['path']['type']

type ProblemType = `/problems/${ProblemName}` | 'about:blank'

/** An answer that is an error (RFC 9457). `type` tells one kind from another, and is `about:blank` where no atlas spoke. */
export class AtlasProblem extends Error {
  override name = 'AtlasProblem'
  readonly type: ProblemType
  readonly title: string
  readonly status: number
  readonly detail: string | undefined
  /** The request's id, to quote when reporting the problem. */
  readonly instance: string | undefined
  /** All faults of the request, by `parameter` or `pointer`. */
  readonly errors: NonNullable<Problem['errors']>
  /** As the server sent it, with its headers. */
  readonly response: Response

  constructor(response: Response, body: Partial<Problem>) {
    const title = body.title ?? (response.statusText || `Status ${response.status}`)
    super(body.detail ?? title)
    this.type = (body.type ?? 'about:blank') as ProblemType
    this.title = title
    this.status = response.status
    this.detail = body.detail
    this.instance = body.instance
    this.errors = body.errors ?? []
    this.response = response
  }

  /** Whether it is of one kind: `problem.is('not-found')`. */
  is(name: ProblemName): boolean {
    return this.type === `/problems/${name}`
  }
}

/** What to throw for a failure: an answer becomes a problem, anything else (a network fault, an abort) stays. */
export function problemOf(failure: unknown, response: Response | undefined): unknown {
  if (!response) return failure
  return new AtlasProblem(response, isProblem(failure) ? failure : {})
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'type' in body && 'title' in body
