import { type Send, withBody } from './send.ts'

interface Kept {
  etag: string
  status: number
  headers: Headers
  body: ArrayBuffer
}

/**
 * Keeps public answers that bear an `ETag`, and asks with `If-None-Match` whether they still hold: what has not
 * changed does not travel again. What was used least lately goes first when there is more than `maxBytes`.
 */
export function withKeptAnswers(send: Send, maxBytes: number): Send {
  const answers = new KeptAnswers(maxBytes)
  return async (request) => {
    // Who asks with a condition of their own wants to hear whether it holds.
    if (request.method !== 'GET' || request.headers.has('if-none-match')) return send(request)
    const name = nameOf(request)
    const kept = answers.find(name)
    const response = await send(kept ? conditional(request, kept.etag) : request)
    if (kept && response.status === 304) return confirmed(kept, response.headers)
    return answers.keep(name, response)
  }
}

class KeptAnswers {
  readonly #maxBytes: number
  /** The least lately used first. */
  readonly #byName = new Map<string, Kept>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  find(name: string): Kept | undefined {
    const kept = this.#byName.get(name)
    if (!kept) return undefined
    this.#byName.delete(name)
    this.#byName.set(name, kept)
    return kept
  }

  async keep(name: string, response: Response): Promise<Response> {
    const { status, headers } = response
    const etag = headers.get('etag')
    const isKeepable =
      status === 200 &&
      etag !== null &&
      !/no-store|private/.test(headers.get('cache-control') ?? '')
    if (!isKeepable) return response
    const body = await response.arrayBuffer()
    this.#forget(name)
    if (body.byteLength <= this.#maxBytes) {
      this.#byName.set(name, { etag, status, headers: new Headers(headers), body })
      this.#bytes += body.byteLength
    }
    for (const oldest of this.#byName.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#forget(oldest)
    }
    return withBody(body, response)
  }

  #forget(name: string): void {
    const kept = this.#byName.get(name)
    if (!kept) return
    this.#byName.delete(name)
    this.#bytes -= kept.body.byteLength
  }
}

/** All that selects an answer: the address, the form, the language. */
const nameOf = ({ url, headers }: Request): string =>
  [url, headers.get('accept'), headers.get('accept-language')].join('\n')

function conditional(request: Request, etag: string): Request {
  const headers = new Headers(request.headers)
  headers.set('if-none-match', etag)
  return new Request(request, { headers })
}

/** The kept answer under the newer headers of the 304 (RFC 9111, 4.3.4). */
function confirmed({ status, headers, body }: Kept, newer: Headers): Response {
  const merged = new Headers(headers)
  for (const [name, value] of newer) merged.set(name, value)
  return withBody(body, { status, headers: merged })
}
