import { type Config, readConfig } from '../../src/config.ts'
import type { Database } from '../../src/database/database.ts'
import { openAtlas } from '../../src/start.ts'
import { onServer, urlOf } from '../support/postgres.ts'
import { buildAtlas } from './atlas/build.ts'
import { slugAt } from './atlas/profiles.ts'

const seed = 4

/** Rises with every change of what is generated: an atlas that was built before is another one. */
const edition = 2

/** An atlas of so many generated profiles. */
export interface Atlas {
  profiles: number
  config: Config
  database: Database
  /** What a server in another process needs to serve it. */
  environment: Record<string, string>
  /** Published profiles a second while it was built; null where it was there already. */
  importRate: number | null
}

/**
 * Opens the atlas of this size, which stays for the next run: a database of its own on the server in `DATABASE_URL`, or
 * an embedded one in a folder of its own below `DATA_DIR`. Builds what is missing.
 */
export async function openBenchAtlas(
  profiles: number,
  tell: (progress: string) => void,
): Promise<Atlas> {
  const environment = await placeOf(profiles)
  const config = readConfig({ ...environment, LOG_LEVEL: 'silent', RATE_LIMIT: '1000000000' })
  const database = await openAtlas(config, tell)
  const there = await countProfiles(database)
  if (there === profiles) return { profiles, config, database, environment, importRate: null }
  if (there > profiles) throw new Error(`${there} profiles are there instead of ${profiles}.`)
  const began = performance.now()
  // What broke a build off may have left a gap among the last.
  const from = Math.max(0, there - 200)
  const progress = (done: number) => {
    if (done % 500 === 0) tell(`${done} of ${profiles} profiles`)
  }
  await buildAtlas(database, profiles, { seed, from, progress })
  const importRate = (profiles - from) / ((performance.now() - began) / 1000)
  await vacuum(database)
  return { profiles, config, database, environment, importRate }
}

/** Autovacuum would come to it in a minute, in the middle of what is measured. */
async function vacuum({ pool }: Database): Promise<void> {
  const client = await pool.connect()
  await client.query('SET statement_timeout = 0')
  await client.query('VACUUM ANALYZE')
  client.release(true)
}

async function placeOf(profiles: number): Promise<Record<string, string>> {
  const { DATABASE_URL, DATA_DIR = '.data' } = process.env
  if (!DATABASE_URL) return { DATA_DIR: `${DATA_DIR}/bench-${edition}-${profiles}` }
  const name = `atlas_bench_${edition}_${profiles}`
  const [found] = await onServer(DATABASE_URL, `SELECT FROM pg_database WHERE datname = '${name}'`)
  if (!found?.rowCount) {
    await onServer(DATABASE_URL, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  }
  return { DATABASE_URL: urlOf(DATABASE_URL, name) }
}

async function countProfiles({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM published.community',
  )
  return rows[0]?.count ?? 0
}

/** Addresses of profiles all over an atlas, the same in every run. */
export const profilePaths = ({ profiles }: Atlas, count = Math.min(profiles, 20_000)): string[] => {
  // A step that has no divisor in common with the sizes goes round all of them before it comes back.
  const step = 7919
  return Array.from({ length: count }, (_, n) => `/v1/communities/${slugAt((n * step) % profiles)}`)
}
