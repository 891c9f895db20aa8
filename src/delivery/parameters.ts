import { createHash } from 'node:crypto'
import type { Queryable } from '../database/queryable.ts'

/** Stands for the wanted locales where none are. */
export const noLocales = `'{}'::text[]`

/** The values of one SQL statement; each becomes a placeholder, never a part of its text. */
export class Parameters {
  readonly values: unknown[] = []

  /** Adds a value and answers its placeholder, cast to a Postgres type. */
  add(value: unknown, type: string): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }

  /**
   * The same, but a plan knows nothing of the value. Where values in sight would make a plan look much better than one for
   * any value, Postgres plans each question anew, which may take longer than to answer it.
   */
  addUnseen(value: unknown, type: string): string {
    return `(SELECT ${this.add(value, type)})`
  }

  /** Adds the wanted locales, most wanted first; without any, statements are put that never look for them. */
  addLocales(locales: readonly string[]): string {
    return locales.length > 0 ? this.add(locales, 'text[]') : noLocales
  }
}

/** A WHERE clause of conditions that must all hold; empty where there are none. */
export const whereOf = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''

/** Puts a question whose text takes many forms. */
export const putOnce = (pool: Queryable, text: string, values: unknown[]) =>
  pool.query({ text, values })

const names = new Map<string, string>()

/**
 * Puts a question whose text takes few forms, under a name by which each connection keeps its plan: planning a large
 * statement takes longer than running it.
 */
export function ask(pool: Queryable, text: string, values: unknown[]) {
  const name = names.get(text) ?? createHash('sha256').update(text).digest('base64url').slice(0, 22)
  names.set(text, name)
  return pool.query({ name, text, values })
}
