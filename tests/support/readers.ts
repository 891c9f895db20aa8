import type { FastifyInstance } from 'fastify'
import type { Database } from '../../src/database/database.ts'

const readers = new WeakMap<Database['pool'], FastifyInstance[]>()

/** Notes down that an app answers from a database. */
export function addReader({ pool }: Pick<Database, 'pool'>, app: FastifyInstance): void {
  readers.set(pool, [...(readers.get(pool) ?? []), app])
}

/** Waits until no app on a database answers with what was before: a moment that notifications take. */
export async function caughtUp({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await Promise.all((readers.get(pool) ?? []).map((app) => app.catchUp()))
}
