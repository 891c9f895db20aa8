import pg from 'pg'

/** The database cannot be used; the message is for the person who runs the program and holds no password. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError'
}

/** The code of a system error (`ECONNREFUSED`) or of Postgres (an SQLSTATE), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Says in words why a connection to `url` failed. */
export function connectionFailure(url: string, error: unknown): DatabaseUnavailableError {
  return new DatabaseUnavailableError(explain(url, error), { cause: error })
}

function explain(url: string, error: unknown): string {
  const { host, port, database, user } = new pg.Client({ connectionString: url })
  const server = `Postgres at ${host.startsWith('/') ? host : `${host}:${port}`}`
  switch (errorCode(error)) {
    case '28P01':
    case '28000':
      return `${server} refused the user "${user}" or its password: check DATABASE_URL.`
    case '3D000':
      return `${server} has no database "${database}": create it, or check DATABASE_URL.`
    case '53300':
      return `${server} has no connection left for the atlas: raise its max_connections.`
    case '57P03':
      return `${server} is starting up or shutting down: try again in a moment.`
    case undefined:
      return `${server} cannot be reached: ${messageOf(error)}.`
    default:
      return error instanceof pg.DatabaseError
        ? `${server} refused the connection: ${error.message}.`
        : `${server} cannot be reached (${errorCode(error)}): check DATABASE_URL and that it runs.`
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
