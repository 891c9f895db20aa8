import { z } from 'zod'

/** System errors of a connection that cannot be made or was cut. */
const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * Postgres: connection exceptions, operator intervention (shutdown, crash, starting up), too many connections, and a
 * database that is away, closed or does not let us in; also a lock or a statement that was waited for too long.
 */
const sqlStates = /^(08...|57P0[1-5]|57014|53300|55P03|3D000|55000|28P01|28000)$/

/** Prisma: server not reached, timed out, closed the connection; no connection left in the pool, or none in time. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'])

/** What pg says in words only. */
const words =
  /timeout exceeded when trying to connect|connection terminated|cannot use a pool after calling end|client has encountered a connection error/i

/** Whether an error, or what caused it, says that the database cannot be reached: a matter of waiting, not a bug. */
export function isDatabaseOutage(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false
  if ('code' in error && typeof error.code === 'string' && isOutageCode(error.code)) return true
  if (words.test(error.message)) return true
  if (isOutageCode(adapterCode(error))) return true
  return isDatabaseOutage(error.cause, depth + 1)
}

const Adapted = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
  }),
})

/** The SQLSTATE in an error of Prisma's that has no code of its own for it. */
const adapterCode = (error: Error): string =>
  Adapted.safeParse(error).data?.meta.driverAdapterError.cause.originalCode ?? ''

const isOutageCode = (code: string): boolean =>
  systemCodes.has(code) || sqlStates.test(code) || prismaCodes.has(code)
