import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import { type Queryable, queryableIn } from '../../database/queryable.ts'
import { type CarriedTable, carriedTables } from './tables.ts'

/** Settings under which values are written the same way whatever those of the server are. */
export async function writePlainly(snapshot: Queryable): Promise<void> {
  await snapshot.query({
    text: `SELECT set_config('TimeZone', 'UTC', true), set_config('bytea_output', 'hex', true),
      set_config('extra_float_digits', '1', true), set_config('statement_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true)`,
    values: [],
  })
}

/** The newest migration of a database. */
export async function findMigration(database: Queryable): Promise<string> {
  const { rows } = await database.query({
    text: `SELECT migration_name AS name FROM public._prisma_migrations
      WHERE rolled_back_at IS NULL ORDER BY migration_name COLLATE "C" DESC LIMIT 1`,
    values: [],
  })
  return z.tuple([z.object({ name: z.string() })]).parse(rows)[0].name
}

/** How many rows each of these tables has. */
export async function countRows(
  database: Queryable,
  tables: readonly string[],
): Promise<Map<string, number>> {
  const text = tables.map((name) => `SELECT '${name}' AS name, count(*)::int AS rows FROM ${name}`)
  const { rows } = await database.query({ text: text.join(' UNION ALL '), values: [] })
  const Row = z.object({ name: z.string(), rows: z.int() })
  const found = new Map(
    z
      .array(Row)
      .parse(rows)
      .map((row) => [row.name, row.rows]),
  )
  return new Map(tables.map((name) => [name, found.get(name) ?? 0]))
}

/** All rows of a table as lines of a dump. */
export const rowLines = ({ name, order }: CarriedTable): string =>
  `SELECT '{"type":"row","table":"${name}","row":' || to_json(t)::text || E'}\\n'
   FROM ${name} t ORDER BY ${order}`

/** The columns of each carried table. */
export async function listColumns(tx: Db): Promise<Map<string, ReadonlySet<string>>> {
  const { rows } = await queryableIn(tx).query({
    text: `SELECT w.name, array_agg(a.attname::text) AS columns FROM unnest($1::text[]) AS w(name)
      JOIN pg_attribute a ON a.attrelid = w.name::regclass AND a.attnum > 0 AND NOT a.attisdropped GROUP BY w.name`,
    values: [carriedTables.map(({ name }) => name)],
  })
  const Row = z.object({ name: z.string(), columns: z.array(z.string()) })
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ name, columns }) => [name, new Set(columns)]),
  )
}

/** Triggers keep what a dump carries: they are told to rest until the rows are there. */
export async function restTriggers(tx: Db): Promise<void> {
  // What is checked at the end only would not tell which line is wrong, and no table can be altered before it is.
  await run(tx, 'SET CONSTRAINTS ALL IMMEDIATE')
  for (const { name } of carriedTables) await run(tx, `ALTER TABLE ${name} DISABLE TRIGGER USER`)
}

export async function wakeTriggers(tx: Db): Promise<void> {
  for (const { name } of carriedTables) await run(tx, `ALTER TABLE ${name} ENABLE TRIGGER USER`)
}

export async function deleteRows(tx: Db, tables: readonly string[]): Promise<void> {
  for (const name of tables) await run(tx, `DELETE FROM ${name}`)
}

/** Stores lines of a dump that all are rows of one table. */
export async function insertLines(tx: Db, table: string, lines: string[]): Promise<void> {
  await queryableIn(tx).query({
    text: `INSERT INTO ${table} SELECT r.* FROM jsonb_array_elements($1::jsonb) AS l(line)
      CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, l.line -> 'row') AS r`,
    values: [`[${lines.join(',')}]`],
  })
}

/** Tells those who listen how far the feed goes now. */
export async function tellLastChange(tx: Db): Promise<void> {
  await run(
    tx,
    `SELECT pg_notify('atlas_changes', max(seq)::text) FROM published.change HAVING max(seq) IS NOT NULL`,
  )
}

const run = (tx: Db, text: string) => queryableIn(tx).query({ text, values: [] })
