import { type IncomingMessage, ServerResponse, validateHeaderValue } from 'node:http'

/**
 * A response whose head may be written already. Node checks and joins the fields of each head anew; where the same ones
 * go out thousands of times, that takes longer than all else.
 */
export class WrittenResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /** Node's own: what stands here before `end` is sent as it is. */
  declare _header: string | null

  /** Sends a head, from the status line to the empty line, and the bytes that it announces. */
  sendWritten(statusCode: number, head: string, bytes?: Buffer): void {
    this.statusCode = statusCode
    this._header = head
    this.end(bytes)
  }
}

/** The first line of a head. RFC 9112, 4. */
export const statusLines = { 200: 'HTTP/1.1 200 OK\r\n', 304: 'HTTP/1.1 304 Not Modified\r\n' }

/** Header fields as they stand in a head. Throws where a value could end its line. */
export const writtenFields = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, value]) => {
      validateHeaderValue(name, value)
      return `${name}: ${value}\r\n`
    })
    .join('')

let second = 0
let date = ''

/** The present time as the `Date` field has it; made once a second. */
export function httpDate(now: number): string {
  const presentSecond = Math.trunc(now / 1000)
  if (presentSecond !== second) {
    second = presentSecond
    date = new Date(now).toUTCString()
  }
  return date
}
