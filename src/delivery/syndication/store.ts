import { z } from 'zod'
import type { Pool } from '../../database/database.ts'
import { Parameters, whereOf } from '../parameters.ts'
import { communityText, timestamp } from '../projections.ts'

const Entry = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  tagline: z.string().nullable(),
  locale: z.string(),
  tags: z.array(z.string()),
  publishedAt: z.string(),
  updatedAt: z.string(),
})
export type Entry = z.infer<typeof Entry>

/** The communities that were published last, of a region and all below it where one is given. */
export async function listNewest(
  pool: Pool,
  {
    regionId,
    locales,
    limit,
  }: { regionId: string | undefined; locales: readonly string[]; limit: number },
): Promise<Entry[]> {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const conditions = regionId ? [`c.area_ids @> ARRAY[${parameters.add(regionId, 'uuid')}]`] : []
  const { rows } = await pool.query(
    `SELECT c.id, c.slug, t.title, t.tagline, t.locale, c.tags,
       ${timestamp('c.published_at')} AS "publishedAt", ${timestamp('c.updated_at')} AS "updatedAt"
     FROM published.community c CROSS JOIN LATERAL (${communityText('c', wanted)}) t
     ${whereOf(conditions)} ORDER BY c.updated_at DESC, c.id DESC LIMIT ${parameters.add(limit, 'int')}`,
    parameters.values,
  )
  return z.array(Entry).parse(rows)
}

/** The English name of a region. */
export async function findRegionName(pool: Pool, id: string): Promise<string> {
  const { rows } = await pool.query('SELECT r.name FROM published.region r WHERE r.id = $1', [id])
  return z.object({ name: z.string() }).parse(rows[0]).name
}

const Page = z.object({ slug: z.string(), updatedAt: z.string() })
export type Page = z.infer<typeof Page>

/** A part of all communities in an order that stays; a few pages of many entries. */
export async function listPages(pool: Pool, part: number, size: number): Promise<Page[]> {
  const { rows } = await pool.query(
    `SELECT c.slug, ${timestamp('c.updated_at')} AS "updatedAt" FROM published.community c
     ORDER BY c.id OFFSET $1::int LIMIT $2::int`,
    [part * size, size],
  )
  return z.array(Page).parse(rows)
}

export async function countPages(pool: Pool): Promise<number> {
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM published.community')
  return z.object({ count: z.number() }).parse(rows[0]).count
}
