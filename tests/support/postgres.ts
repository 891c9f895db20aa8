import pg from 'pg'

/** Sends statements to the server on a connection of their own. */
export async function onServer(url: string, ...statements: string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const results: pg.QueryResult[] = []
    for (const statement of statements) results.push(await client.query(statement))
    return results
  } finally {
    await client.end()
  }
}

/** The URL of another database on the same server. */
export function urlOf(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

/** `CREATE DATABASE … TEMPLATE` fails while anyone, an autovacuum worker too, is connected to the template. */
export async function createDatabase(url: string, name: string, template = 'template0') {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await onServer(url, `CREATE DATABASE ${name} TEMPLATE ${template} ENCODING 'UTF8'`)
      return
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === '55006'
      if (!busy || attempt === 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
