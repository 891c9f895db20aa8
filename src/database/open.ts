import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import type { Config } from '../config.ts'
import { PrismaClient } from '../generated/prisma/client.ts'
import type { Database } from './database.ts'
import { joinEmbedded } from './embedded.ts'
import { sharePool } from './session.ts'
import { connectionFailure, DatabaseUnavailableError } from './unavailable.ts'

const OLDEST_SERVER = 15

export interface OpenOptions {
  /** Connections that this process may hold at once. */
  maxConnections?: number
  /** A statement that runs longer is cancelled; the URL's own `statement_timeout` wins. */
  statementTimeoutMs?: number
}

/**
 * Opens the server in `DATABASE_URL`, else starts or joins the embedded one in `DATA_DIR`.
 * Throws `DatabaseUnavailableError` with advice where that fails.
 */
export async function openDatabase(
  config: Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>,
  options: OpenOptions = {},
): Promise<Database> {
  const server =
    config.DATABASE_URL === undefined
      ? await joinEmbedded(config.DATA_DIR)
      : { url: config.DATABASE_URL, leave: async () => {} }
  const pool = openPool(server.url, options)
  try {
    await checkServer(pool, server.url)
  } catch (error) {
    await pool.end()
    await server.leave()
    throw error
  }
  return onPool(pool, server.url, () => server.leave())
}

/** A database that is never connected to, for what only needs to know how the program is put together. */
export function unconnectedDatabase(): Database {
  const url = 'postgresql://127.0.0.1:1/none'
  return onPool(openPool(url, {}), url, async () => {})
}

function onPool(pool: pg.Pool, url: string, leave: () => Promise<void>): Database {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  sharePool(prisma, pool)
  const close = async () => {
    await prisma.$disconnect()
    await pool.end()
    await leave()
  }
  let closing: Promise<void> | undefined
  return {
    prisma,
    pool,
    url,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function openPool(url: string, options: OpenOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'atlas',
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    // A transaction that its process forgot must not hold its locks for ever.
    idle_in_transaction_session_timeout: 60_000,
    // Compiling a statement takes longer than any of ours runs. What waits to be sorted into a search index is read by
    // every search: by default that may be 4 MB.
    options: '-c jit=off -c gin_pending_list_limit=256kB',
  })
  // Without a listener a server that stops would end the process. The pool drops the idle connection
  // by itself, and the next query opens a new one or reports why it cannot.
  pool.on('error', () => {})
  // Nor must one that breaks while somebody has it: the statement under way, or the next, tells that it is gone.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

async function checkServer(pool: pg.Pool, url: string): Promise<void> {
  const { rows } = await pool
    .query<{ version: number; name: string; encoding: string }>(
      `SELECT current_setting('server_version_num')::int AS version,
              current_setting('server_version') AS name,
              current_setting('server_encoding') AS encoding`,
    )
    .catch((error: unknown) => {
      throw connectionFailure(url, error)
    })
  const server = rows[0]
  if (server === undefined) return
  if (server.version < OLDEST_SERVER * 10_000)
    throw new DatabaseUnavailableError(
      `The server runs Postgres ${server.name}; the atlas needs ${OLDEST_SERVER} or newer.`,
    )
  if (server.encoding !== 'UTF8')
    throw new DatabaseUnavailableError(
      `The database has the encoding ${server.encoding}: create one with ENCODING 'UTF8'.`,
    )
}
