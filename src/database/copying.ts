import type pg from 'pg'

/** So much may wait for a slow reader before the server is kept waiting. */
const mostWaitingBytes = 64 * 1024

/** What Postgres sends before the first row of a copy (COPY, “Binary Format”): a signature, flags and a length. */
const headerBytes = 19
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')

/** A row has a count of columns and the length of its one column before its value. */
const rowHeadBytes = 6

/**
 * The values of the one column, of type text, that a statement answers, as the bytes that Postgres sends: nothing
 * turns them into strings, and the server waits for the reader. What is given is good until the next is asked for: its
 * memory is used again. The connection is busy until the end; where the reader stops before, it is of no use any more.
 */
export async function* copied(
  client: pg.ClientBase,
  statement: string,
): AsyncGenerator<Buffer, void, void> {
  const copy = client.query(new Copy(statement))
  for (;;) {
    const bytes = await copy.next()
    if (bytes === null) return
    yield bytes
  }
}

/** The messages of one copy, in the hands of the driver. */
class Copy {
  readonly #text: string
  #connection: pg.Connection | undefined
  /** One is filled while the reader has the other. */
  #gathered = Buffer.allocUnsafeSlow(2 * mostWaitingBytes)
  #given = Buffer.allocUnsafeSlow(2 * mostWaitingBytes)
  #length = 0
  #over = false
  #error: Error | null = null
  #wake = () => {}

  constructor(statement: string) {
    this.#text = `COPY (${statement}) TO STDOUT (FORMAT binary)`
  }

  /** All that has come since; null at the end. */
  async next(): Promise<Buffer | null> {
    while (this.#length === 0 && !this.#over) {
      this.#connection?.stream.resume()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#error) throw this.#error
    if (this.#length === 0) return null
    const bytes = this.#gathered.subarray(0, this.#length)
    const free = this.#given
    this.#given = this.#gathered
    this.#gathered = free
    this.#length = 0
    return bytes
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection
    connection.query(this.#text)
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    const isFirst = chunk.subarray(0, signature.length).equals(signature)
    const row = isFirst ? chunk.subarray(headerBytes) : chunk
    // The header may come alone, and what ends it all is shorter than a row.
    if (row.length < rowHeadBytes) return
    this.#gather(row.subarray(rowHeadBytes))
    if (this.#length >= mostWaitingBytes) this.#connection?.stream.pause()
    this.#wake()
  }

  /** The driver uses its buffer again, so the bytes have to be copied. */
  #gather(value: Buffer): void {
    const length = this.#length + value.length
    if (length > this.#gathered.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#gathered.length))
      this.#gathered.copy(larger, 0, 0, this.#length)
      this.#gathered = larger
    }
    value.copy(this.#gathered, this.#length)
    this.#length = length
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#end()
  }

  handleError(error: Error): void {
    this.#error = error
    this.#end()
  }

  #end(): void {
    this.#over = true
    // The last bytes may have made it wait, and the connection has other things to do now.
    this.#connection?.stream.resume()
    this.#wake()
  }
}
