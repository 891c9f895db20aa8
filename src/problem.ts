import { type ProblemTypeName, problemTypes } from './problem-types.ts'

/** One thing that is wrong with a request: in its body (`pointer`, RFC 6901) or in a parameter. */
export interface Fault {
  pointer?: string
  parameter?: string
  /** For programs; kebab-case, like problem types. */
  code: string
  detail: string
}

interface ProblemParts {
  detail?: string
  faults?: readonly Fault[]
  headers?: Record<string, string>
  cause?: unknown
  /** Whether it is the role or the reach of the key that stands in the way. */
  refusesKey?: boolean
}

/** A failure that the caller may be told about (RFC 9457). Anything else that is thrown becomes a 500. */
export class Problem extends Error {
  override name = 'Problem'
  readonly type: ProblemTypeName
  readonly status: number
  readonly title: string
  readonly faults: readonly Fault[]
  readonly headers: Record<string, string>
  readonly refusesKey: boolean

  constructor(
    type: ProblemTypeName,
    { detail, faults = [], headers = {}, cause, refusesKey = false }: ProblemParts = {},
  ) {
    const { status, title } = problemTypes[type]
    super(detail ?? `${title}.`, { cause })
    this.type = type
    this.status = status
    this.title = title
    this.faults = faults
    this.headers = headers
    this.refusesKey = refusesKey
  }
}

export const notFound = (what: string, reference: string) =>
  new Problem('not-found', { detail: `There is no ${what} “${reference}”.` })

/** Says what kind of thing was withdrawn, never its title: a tombstone shows none. */
export const gone = (what: string) =>
  new Problem('gone', { detail: `This ${what} has been withdrawn.` })

export const badRequest = (faults: Fault[]) =>
  new Problem('invalid-request', { detail: summary(faults), faults })

/** RFC 6750: without credentials the challenge bears no error code, with refused ones it says `invalid_token`. */
export const unauthorized = (credentials: 'missing' | 'refused' = 'missing') =>
  new Problem('unauthorized', {
    detail:
      credentials === 'missing'
        ? 'Send a key as a Bearer token.'
        : 'The credentials are not valid.',
    headers: {
      'WWW-Authenticate': credentials === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"',
    },
  })

export const forbidden = (detail: string) => new Problem('forbidden', { detail, refusesKey: true })

/** There is something, but not for this key: it is told no more than of what never was. */
export const hidden = (what: string, reference: string) =>
  new Problem('not-found', { detail: `There is no ${what} “${reference}”.`, refusesKey: true })

type TypeWithStatus<S extends number> = {
  [T in ProblemTypeName]: (typeof problemTypes)[T]['status'] extends S ? T : never
}[ProblemTypeName]

/** The request is fine, but the state of the thing does not allow it. */
export const conflict = (type: TypeWithStatus<409>, detail: string, faults: Fault[] = []) =>
  new Problem(type, { detail, faults })

/** The body can be read, but its content is refused. */
export const unprocessable = (type: TypeWithStatus<422>, detail: string, faults: Fault[] = []) =>
  new Problem(type, { detail, faults })

export const unavailable = (detail: string, retryAfterSeconds: number, cause?: unknown) =>
  new Problem('unavailable', {
    detail,
    headers: { 'Retry-After': String(retryAfterSeconds) },
    cause,
  })

function summary(faults: readonly Fault[]): string {
  const [only, another] = faults
  return only && !another ? only.detail : `${faults.length} things are wrong; see errors.`
}
