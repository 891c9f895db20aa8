import pg from 'pg'

/** A statement with its values, as the driver takes it. */
export type Statement = pg.QueryConfig

/**
 * Sends statements in one message and answers what the last one does. Postgres does one after another, and none after
 * one that fails.
 */
export async function sendTogether(
  client: pg.ClientBase,
  statements: readonly Statement[],
): Promise<pg.QueryResult> {
  try {
    return await new Promise((resolve, reject) => {
      client.query(new Together(statements, resolve, reject))
    })
  } catch (error) {
    // As the driver does: who asked is worth more to know than which byte of the answer said no.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  }
}

declare module 'pg' {
  /** What the driver does with each message of Postgres, which its types leave out. */
  interface QueryConfig {
    /** Needed for what has neither name nor values. */
    queryMode?: 'extended'
  }
  interface Query {
    name: string | undefined
    text: string
    handleRowDescription(message: unknown): void
    handleDataRow(message: unknown): void
    handleCommandComplete(message: unknown, connection: Connection): void
    handleReadyForQuery(connection: Connection): void
  }
  interface Connection {
    /** By name, what Postgres was asked to plan and has not answered yet. */
    submittedNamedStatements: Record<string, string>
  }
}

/** Several statements with one end, in the hands of the driver, which takes them for one. */
class Together {
  readonly #queries: pg.Query[]
  readonly #reject: (error: Error) => void
  #present = 0
  #failed: Error | null = null

  constructor(
    statements: readonly Statement[],
    resolve: (result: pg.QueryResult) => void,
    reject: (error: Error) => void,
  ) {
    this.#reject = reject
    // Only of the last one does the driver tell the result; of any it tells what keeps it from being sent.
    this.#queries = statements.map(
      (statement) =>
        new pg.Query({ queryMode: 'extended', ...statement }, (error, result) => {
          if (error) this.#failed ??= error
          else resolve(result)
        }),
    )
  }

  /** The driver keeps a list of what is planned on the connection. */
  get name(): string | undefined {
    return this.#query.name
  }

  get text(): string {
    return this.#query.text
  }

  get #query(): pg.Query {
    const query = this.#queries[this.#present]
    if (!query) throw new Error('Postgres answers more than it was asked.')
    return query
  }

  submit(connection: pg.Connection): void {
    // Postgres ends what was sent at a “sync”, and goes on after an error from there only.
    const endless: pg.Connection = Object.create(connection, { sync: { value: () => {} } })
    connection.stream.cork()
    try {
      for (const query of this.#queries) {
        // Of some faults the driver tells whoever asked, others it answers.
        const fault: unknown = query.submit(endless)
        if (fault instanceof Error) this.#failed ??= fault
        // What follows is no more to be done than after a statement that fails.
        if (this.#failed) break
      }
      connection.sync()
    } finally {
      connection.stream.uncork()
    }
  }

  handleRowDescription(message: unknown): void {
    this.#query.handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    this.#query.handleDataRow(message)
  }

  handleCommandComplete(message: unknown, connection: pg.Connection): void {
    this.#query.handleCommandComplete(message, connection)
    if (this.#present < this.#queries.length - 1) this.#present += 1
  }

  handleReadyForQuery(connection: pg.Connection): void {
    if (!this.#failed) this.#query.handleReadyForQuery(connection)
    if (this.#failed) this.#reject(this.#failed)
  }

  handleError(error: Error, connection: pg.Connection): void {
    // Those behind it were not planned.
    for (const { name } of this.#queries)
      if (name !== undefined) delete connection.submittedNamedStatements[name]
    this.#reject(error)
  }
}
