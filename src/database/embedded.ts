import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries } from './embedded-binaries.ts'
import { clusterUrl, ensureCluster } from './embedded-cluster.ts'
import { type Home, homeFailure, prepareHome } from './embedded-home.ts'
import { findPostmaster, launchPostmaster, stopPostmaster } from './embedded-postmaster.ts'
import { DatabaseUnavailableError, errorCode } from './unavailable.ts'

const DATABASE = 'atlas'
// Each member holds it shared, in the maintenance database; who stops the server holds it alone.
const MEMBERSHIP = 72_707_370
const PATIENCE_MS = 120_000

/** A share in the embedded server: it runs as long as anyone holds one. */
export interface Membership {
  url: string
  /** Gives the share back; the last one out stops the server. */
  leave(): Promise<void>
}

/**
 * Starts the embedded Postgres of `DATA_DIR`, or joins the one that runs, whoever started it.
 * Postgres outlives a killed starter: its locks went with its connection, and the next one joins.
 */
export async function joinEmbedded(dataDir: string): Promise<Membership> {
  try {
    const home = await prepareHome(dataDir)
    const until = performance.now() + PATIENCE_MS
    while (performance.now() < until) {
      const running = await findPostmaster(home)
      const member =
        running === null ? await start(home) : running.port && (await enter(home, running.port))
      if (member) return member
      await sleep(50)
    }
    throw new DatabaseUnavailableError(
      `The embedded Postgres is not ready after ${PATIENCE_MS / 1000} s; its log is ${home.log}.`,
    )
  } catch (error) {
    throw homeFailure(dataDir, error)
  }
}

/** Null: start again from the look at what runs. */
async function start(home: Home): Promise<null> {
  const binaries = await findBinaries(home)
  await ensureCluster(home, binaries)
  await launchPostmaster(home, binaries.postgres)
  return null
}

/** Null where the server stops, or is not there any more. */
async function enter(home: Home, port: number): Promise<Membership | null> {
  const url = await clusterUrl(home, port, 'postgres')
  const client = new pg.Client({
    connectionString: url,
    application_name: 'atlas membership',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {}) // the server ended the connection: then there is nothing to leave
  try {
    await client.connect()
    if (!(await holds(client, 'pg_try_advisory_lock_shared'))) {
      await client.end() // its last member is stopping it
      return null
    }
    await createDatabase(client)
  } catch (error) {
    await client.end()
    if (isPassing(error)) return null
    throw new DatabaseUnavailableError(
      `The embedded Postgres in ${home.dir} refused its own program: ${String(error)}.`,
      { cause: error },
    )
  }
  return { url: await clusterUrl(home, port, DATABASE), leave: () => leave(home, client) }
}

async function leave(home: Home, client: pg.Client): Promise<void> {
  try {
    // Of two who leave at once, at least the later one finds no share but its own, which it has just given back.
    if (await isLast(client)) await stopPostmaster(home)
  } finally {
    await client.end()
  }
}

async function isLast(client: pg.Client): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [MEMBERSHIP])
    return await holds(client, 'pg_try_advisory_lock')
  } catch (error) {
    if (isPassing(error)) return false // the server has gone before us
    throw error
  }
}

async function holds(client: pg.Client, lock: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(`SELECT ${lock}($1) AS held`, [MEMBERSHIP])
  return rows[0]?.held === true
}

async function createDatabase(client: pg.Client): Promise<void> {
  const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
  if (found.rowCount === 1) return
  await client.query(`CREATE DATABASE ${DATABASE}`).catch((error: unknown) => {
    if (!['42P04', '23505'].includes(errorCode(error) ?? '')) throw error // another member was faster
  })
}

/** The connection broke, or the server is starting or stopping (class 57): not what a refusal looks like. */
function isPassing(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || error.code?.startsWith('57') === true
}
