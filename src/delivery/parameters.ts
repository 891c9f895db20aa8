/** The values of one SQL statement; each becomes a placeholder, never a part of its text. */
export class Parameters {
  readonly values: unknown[] = []

  /** Adds a value and answers its placeholder, cast to a Postgres type. */
  add(value: unknown, type: string): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }
}

/** A WHERE clause of conditions that must all hold; empty where there are none. */
export const whereOf = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
