/** Thrown where a content cannot be written in a form such that reading it again would give the same. */
export class UnwritableError extends Error {
  override name = 'UnwritableError'
}
