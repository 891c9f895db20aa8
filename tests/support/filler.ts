import type { Database } from '../../src/database/database.ts'

/** The id of a filler community. */
export const fillerId = (n: number): string =>
  `01930000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

const idOf = `('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`

/** Puts communities `filler-1` to `filler-<count>` among what is published, past publishing, which would take hours. */
export async function insertFiller({ pool }: Database, count: number): Promise<void> {
  const all = `generate_series(1, ${Math.trunc(count)}) AS n`
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`INSERT INTO published.community_slug (slug, community_id)
      SELECT 'filler-' || n, ${idOf} FROM ${all}`)
    await client.query(`INSERT INTO published.community (id, slug, kind, default_locale, locales, title_sort_key,
        aliases, tags, images, word_count, revision, published_at, updated_at, modified_at)
      SELECT ${idOf}, 'filler-' || n, 'scene', 'en', '{en}', 'filler ' || n, '{}', '{}', '[]', 1, 1, now(), now(), now()
      FROM ${all}`)
    await client.query(`INSERT INTO published.community_text (community_id, locale, title, tagline)
      SELECT ${idOf}, 'en', 'Filler ' || n, 'One of many.' FROM ${all}`)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

/** Links filler communities, each pair as `[relation, from, to]`. */
export async function insertEdges(
  { pool }: Database,
  edges: readonly (readonly [relation: string, from: number, to: number])[],
): Promise<void> {
  await pool.query(
    `INSERT INTO published.edge (id, relation, from_id, to_id)
     SELECT ('01940000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, relation, from_id, to_id
     FROM unnest($1::text[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS e(relation, from_id, to_id, n)`,
    [
      edges.map(([relation]) => relation),
      edges.map(([, from]) => fillerId(from)),
      edges.map(([, , to]) => fillerId(to)),
    ],
  )
}
