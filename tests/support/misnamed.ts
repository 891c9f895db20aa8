import type { Db } from '../../src/database/database.ts'
import { queryableIn } from '../../src/database/queryable.ts'

/** The edges that name an end otherwise than would be done anew. */
export async function misnamedEdges(db: Db): Promise<unknown[]> {
  const text = `SELECT e.id FROM published.edge e
    CROSS JOIN LATERAL published.end_name(e.from_id, e.from_section_id) f
    CROSS JOIN LATERAL published.end_name(e.to_id, e.to_section_id, e.to_url, e.to_label) t
    WHERE (e.from_name, e.to_name) <> (f.name, t.name)`
  return (await queryableIn(db).query({ text, values: [] })).rows
}
