import type { Notice } from '../../atlas/document/document.ts'
import { Problem } from '../../problem.ts'

/** What there is to say of an imported item: at a line, and where it is JSON at a place in it. */
export interface ItemNotice extends Notice {
  /** JSON pointer (RFC 6901) into the item. */
  pointer?: string
  code?: string
}

/** Undoes the transaction of an item and carries the reasons out of it. */
export class Refusal extends Error {
  readonly errors: ItemNotice[]

  constructor(errors: ItemNotice[]) {
    super('The item was refused.')
    this.errors = errors
  }
}

/** Why an item was refused at `line`; null where the error is not about the item. */
export function reasonsAt(line: number, error: unknown): ItemNotice[] | null {
  if (error instanceof Refusal) return error.errors
  // Nothing is wrong with an item that met others of the same things too often.
  if (!(error instanceof Problem) || error.status >= 500 || error.type === 'busy') return null
  const { faults, type, message } = error
  if (faults.length === 0) return [{ line, code: type, message }]
  return faults.map(({ pointer, code, detail }) => ({
    line,
    ...(pointer === undefined ? {} : { pointer }),
    code,
    message: detail,
  }))
}
