/** Why a dump cannot be loaded; the message names the line, where it is one. Nothing of the dump was stored. */
export class DumpFault extends Error {
  override name = 'DumpFault'

  constructor(file: string, reason: string, line: number | null = null, options?: ErrorOptions) {
    super(line === null ? `${file}: ${reason}` : `${file}:${line}: ${reason}`, options)
  }
}
