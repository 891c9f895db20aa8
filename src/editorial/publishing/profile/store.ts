import { z } from 'zod'
import type { Db } from '../../../database/database.ts'
import { sql } from '../../../database/queryable.ts'
import type { Prisma } from '../../../generated/prisma/client.ts'
import type { CompiledCommunity } from './compile.ts'

export interface PlacedRegion {
  regionId: string
  role: string
}

/** What is public of these communities now, as far as a publication has to compare with it, by id. */
export async function listPublished(tx: Db, ids: string[]): Promise<Map<string, PublishedState>> {
  const communities = await listHeads(tx, ids)
  const communityId = { in: communities.map(({ id }) => id) }
  if (communities.length === 0) return new Map()
  // One statement after another: a transaction has one connection.
  const texts = await tx.communityText.findMany({
    where: { communityId },
    select: { communityId: true, locale: true, title: true, tagline: true },
    orderBy: { locale: 'asc' },
  })
  const regions = await tx.communityRegion.findMany({
    where: { communityId },
    select: { communityId: true, regionId: true },
    orderBy: { position: 'asc' },
  })
  const sections = await tx.section.findMany({
    where: { communityId },
    select: { communityId: true, ...sectionState },
    orderBy: { position: 'asc' },
  })
  const states = new Map<string, PublishedState>(
    communities.map((head) => [head.id, { ...head, texts: [], regions: [], sections: [] }]),
  )
  for (const { communityId: id, ...text } of texts) states.get(id)?.texts.push(text)
  for (const { communityId: id, ...region } of regions) states.get(id)?.regions.push(region)
  for (const { communityId: id, ...section } of sections) states.get(id)?.sections.push(section)
  return states
}

/** The same of one community; null where it is not published. */
export const findPublished = async (tx: Db, id: string): Promise<PublishedState | null> =>
  (await listPublished(tx, [id])).get(id) ?? null

/** Which revisions of these communities are public. */
async function listHeads(tx: Db, ids: string[]): Promise<PublishedHead[]> {
  const rows = await sql(tx)`
    SELECT id::text, slug, kind, revision, default_locale AS "defaultLocale", published_at AS "publishedAt"
    FROM published.community WHERE id = ANY (${ids}::uuid[])`
  return z.array(PublishedHead).parse(rows)
}

const PublishedHead = z.object({
  id: z.string(),
  slug: z.string(),
  kind: z.string(),
  revision: z.int(),
  defaultLocale: z.string(),
  publishedAt: z.date(),
})
type PublishedHead = z.infer<typeof PublishedHead>

const textState = {
  locale: true,
  heading: true,
  body: true,
  html: true,
  text: true,
  wordCount: true,
  readingMinutes: true,
} as const

const sectionState = {
  id: true,
  slug: true,
  kind: true,
  position: true,
  images: true,
  modifiedAt: true,
  texts: { select: textState, orderBy: { locale: 'asc' } },
} as const

type SectionState = Prisma.SectionGetPayload<{ select: typeof sectionState }>

export interface PublishedState extends PublishedHead {
  texts: { locale: string; title: string; tagline: string | null }[]
  regions: { regionId: string }[]
  sections: SectionState[]
}

const SectionText = z.object({
  locale: z.string(),
  heading: z.string(),
  body: z.string(),
  html: z.string(),
  text: z.string(),
  wordCount: z.int(),
  readingMinutes: z.int(),
})
type SectionText = z.infer<typeof SectionText>

/** The texts of published sections, by section. */
export async function listSectionTexts(tx: Db, sectionIds: string[]) {
  const rows = await sql(tx)`
    SELECT t.section_id::text AS id, t.locale, t.heading, t.body, t.html, t.text, t.word_count AS "wordCount",
      t.reading_minutes AS "readingMinutes"
    FROM published.section_text t WHERE t.section_id = ANY (${sectionIds}::uuid[])`
  const texts = new Map<string, SectionText[]>()
  for (const { id, ...text } of z.array(SectionText.extend({ id: z.string() })).parse(rows)) {
    texts.set(id, [...(texts.get(id) ?? []), text])
  }
  return texts
}

export interface StoredSection {
  id: string
  slug: string
  kind: string
  position: number
  images: unknown
  modifiedAt: Date
  texts: CompiledCommunity['sections'][number]['texts']
}

export interface CommunityToStore {
  id: string
  revision: number
  publishedAt: Date
  updatedAt: Date
  community: Omit<CompiledCommunity, 'sections'>
  sections: StoredSection[]
  regions: PlacedRegion[]
}

/** Replaces everything public of these communities but their references. */
export async function writeCommunities(tx: Db, stored: CommunityToStore[]): Promise<void> {
  const ids = stored.map(({ id }) => id)
  const rows = stored.map(({ id, revision, publishedAt, updatedAt, community }) => {
    const { texts: _texts, ...fields } = community
    return { id, ...fields, revision, publishedAt, updatedAt }
  })
  await writeRows(tx, JSON.stringify(rows))
  const texts = stored.flatMap(({ id, community }) =>
    community.texts.map((text) => ({ id, ...text })),
  )
  await sql(tx)`DELETE FROM published.community_text WHERE community_id = ANY (${ids}::uuid[])`
  await sql(tx)`
    INSERT INTO published.community_text (community_id, locale, title, tagline)
    SELECT w.id, w.locale, w.title, w.tagline FROM json_to_recordset(${JSON.stringify(texts)}::json)
      AS w(id uuid, locale text, title text, tagline text)`
  const regions = stored.flatMap((community) =>
    community.regions.map((region, position) => ({ id: community.id, position, ...region })),
  )
  await sql(tx)`DELETE FROM published.community_region WHERE community_id = ANY (${ids}::uuid[])`
  await sql(tx)`
    INSERT INTO published.community_region (community_id, region_id, role, position)
    SELECT w.id, w."regionId", w.role, w.position FROM json_to_recordset(${JSON.stringify(regions)}::json)
      AS w(id uuid, "regionId" uuid, role text, position int)`
  const sections = stored.flatMap(({ id, sections: own }) =>
    own.map((section) => ({ communityId: id, ...section })),
  )
  await writeSections(tx, ids, sections)
}

/** The ids of the communities to which slugs lead, by slug. */
export async function listSlugs(tx: Db, slugs: string[]): Promise<Map<string, string>> {
  const rows = await sql(tx)`
    SELECT slug, community_id::text AS id FROM published.community_slug WHERE slug = ANY (${slugs}::text[])`
  const Row = z.object({ slug: z.string(), id: z.string() })
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ slug, id }) => [slug, id]),
  )
}

/** Lets slugs lead to communities, where they do not lead to others. */
export async function insertSlugs(tx: Db, rows: { id: string; slug: string }[]): Promise<void> {
  await writeSlugs(tx, JSON.stringify(rows))
}

async function writeSlugs(tx: Db, rows: string): Promise<void> {
  await sql(tx)`
    INSERT INTO published.community_slug (slug, community_id)
    SELECT w.slug, w.id FROM json_to_recordset(${rows}::json) AS w(id uuid, slug text)
    ON CONFLICT DO NOTHING`
}

async function writeRows(tx: Db, rows: string): Promise<void> {
  await writeSlugs(tx, rows)
  await sql(tx)`
    INSERT INTO published.community (id, slug, kind, default_locale, locales, title, title_sort_key, aliases, tags,
      images, canonical_url, license, credit_text, word_count, revision, published_at, updated_at, modified_at)
    SELECT w.id, w.slug, w.kind, w."defaultLocale", w.locales, w.title, w."titleSortKey", w.aliases, w.tags,
      w.images, w."canonicalUrl", w.license, w."creditText", w."wordCount", w.revision, w."publishedAt", w."updatedAt",
      w."updatedAt"
    FROM json_to_recordset(${rows}::json) AS w(id uuid, slug text, kind text, "defaultLocale" text, locales text[],
      title text, "titleSortKey" text, aliases text[], tags text[], images jsonb, "canonicalUrl" text, license text,
      "creditText" text, "wordCount" int, revision int, "publishedAt" timestamptz, "updatedAt" timestamptz)
    ON CONFLICT (id) DO UPDATE SET slug = EXCLUDED.slug, kind = EXCLUDED.kind,
      default_locale = EXCLUDED.default_locale, locales = EXCLUDED.locales,
      title = EXCLUDED.title, title_sort_key = EXCLUDED.title_sort_key, aliases = EXCLUDED.aliases, tags = EXCLUDED.tags,
      images = EXCLUDED.images, canonical_url = EXCLUDED.canonical_url, license = EXCLUDED.license,
      credit_text = EXCLUDED.credit_text, word_count = EXCLUDED.word_count, revision = EXCLUDED.revision,
      published_at = EXCLUDED.published_at, updated_at = EXCLUDED.updated_at, modified_at = EXCLUDED.modified_at`
}

async function writeSections(
  tx: Db,
  communityIds: string[],
  sections: (StoredSection & { communityId: string })[],
): Promise<void> {
  const kept = sections.map((section) => section.id)
  await sql(tx)`
    DELETE FROM published.section
    WHERE community_id = ANY (${communityIds}::uuid[]) AND id <> ALL (${kept}::uuid[])`
  const json = JSON.stringify(sections.map(({ texts: _texts, ...section }) => section))
  // A slug that a removed section had goes to the one that has it now.
  await sql(tx)`
    INSERT INTO published.section_slug (community_id, slug, section_id)
    SELECT w."communityId", w.slug, w.id
    FROM json_to_recordset(${json}::json) AS w("communityId" uuid, id uuid, slug text)
    ON CONFLICT (community_id, slug) DO UPDATE SET section_id = EXCLUDED.section_id
    WHERE published.section_slug.section_id <> EXCLUDED.section_id`
  await sql(tx)`
    INSERT INTO published.section (id, community_id, slug, kind, position, images, modified_at)
    SELECT w.id, w."communityId", w.slug, w.kind, w.position, w.images, w."modifiedAt"
    FROM json_to_recordset(${json}::json) AS w(id uuid, "communityId" uuid, slug text, kind text, position int,
      images jsonb, "modifiedAt" timestamptz)
    ON CONFLICT (id) DO UPDATE SET slug = EXCLUDED.slug, kind = EXCLUDED.kind, position = EXCLUDED.position,
      images = EXCLUDED.images, modified_at = EXCLUDED.modified_at`
  await writeSectionTexts(tx, sections)
}

/** Replaces the texts of these sections. */
export async function writeSectionTexts(
  tx: Db,
  sections: Pick<StoredSection, 'id' | 'texts'>[],
): Promise<void> {
  const ids = sections.map(({ id }) => id)
  await sql(tx)`DELETE FROM published.section_text WHERE section_id = ANY (${ids}::uuid[])`
  const rows = sections.flatMap(({ id, texts }) =>
    texts.map((text) => ({ sectionId: id, ...text })),
  )
  await sql(tx)`
    INSERT INTO published.section_text (section_id, locale, heading, body, html, text, word_count, reading_minutes)
    SELECT w."sectionId", w.locale, w.heading, w.body, w.html, w.text, w."wordCount", w."readingMinutes"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS w("sectionId" uuid, locale text, heading text, body text,
      html text, text text, "wordCount" int, "readingMinutes" int)`
}

/** Removes every trace of a community but its slugs, which never go to another one. */
export async function deleteCommunity(tx: Db, id: string): Promise<void> {
  await tx.community.delete({ where: { id } })
}

export async function insertTombstones(
  tx: Db,
  type: 'community' | 'section',
  ids: string[],
  withdrawnAt: Date,
): Promise<void> {
  if (ids.length === 0) return
  await tx.tombstone.createMany({ data: ids.map((id) => ({ id, type, withdrawnAt })) })
}

export async function deleteTombstones(tx: Db, ids: string[]): Promise<void> {
  await sql(tx)`DELETE FROM published.tombstone WHERE id = ANY (${ids}::uuid[])`
}

/** Lets every address that a community ever had, its former mergers' included, lead to another one for good. */
export async function moveAddresses(tx: Db, fromId: string, toId: string): Promise<void> {
  await tx.communitySlug.updateMany({ where: { communityId: fromId }, data: { communityId: toId } })
  // Those that were merged into it before go on with it, so that one hop is enough.
  await tx.tombstone.updateMany({
    where: { type: 'community', OR: [{ id: fromId }, { successorId: fromId }] },
    data: { successorId: toId },
  })
}

/** Moves on the time at which the answers about these communities last changed. */
export async function markModified(tx: Db, ids: string[], modifiedAt: Date): Promise<void> {
  if (ids.length === 0) return
  await sql(tx)`
    UPDATE published.community SET modified_at = ${modifiedAt} WHERE id = ANY (${ids}::uuid[])`
}

export async function markSectionsModified(tx: Db, ids: string[], modifiedAt: Date): Promise<void> {
  await sql(tx)`
    UPDATE published.section SET modified_at = ${modifiedAt} WHERE id = ANY (${ids}::uuid[])`
}

export async function markRegionsModified(tx: Db, ids: string[], modifiedAt: Date): Promise<void> {
  if (ids.length === 0) return
  await sql(tx)`
    UPDATE published.region SET modified_at = ${modifiedAt} WHERE id = ANY (${ids}::uuid[])`
}

/** The regions that these slugs, present or former, mean. */
export async function listRegionsBySlug(db: Db, slugs: string[]) {
  const rows = await sql(db)`
    SELECT s.slug, r.id::text, r.kind
    FROM published.region_slug s JOIN published.region r ON r.id = s.region_id
    WHERE s.slug = ANY (${slugs}::text[])`
  const Row = z.object({ slug: z.string(), id: z.string(), kind: z.string() })
  const found = z.array(Row).parse(rows)
  return new Map(found.map(({ slug, ...region }) => [slug, region]))
}

/** The lineages of these regions, by region: the ids of all that lie above it and its own. */
export async function listLineages(db: Db, regionIds: string[]): Promise<Map<string, string[]>> {
  const rows = await sql(db)`
    SELECT id::text, lineage::text[] FROM published.region WHERE id = ANY (${regionIds}::uuid[])`
  const Row = z.object({ id: z.string(), lineage: z.array(z.string()) })
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ id, lineage }) => [id, lineage]),
  )
}

const FeedRow = z.object({
  id: z.string(),
  slug: z.string(),
  kind: z.string(),
  revision: z.int(),
  regionIds: z.array(z.string()),
})

/** What the feed says of communities whose answers another publication changed. */
export async function listFeedRows(tx: Db, ids: string[]) {
  if (ids.length === 0) return []
  const rows = await sql(tx)`
    SELECT c.id::text, c.slug, c.kind, c.revision, ARRAY(SELECT r.region_id::text FROM published.community_region r
      WHERE r.community_id = c.id ORDER BY r.position) AS "regionIds"
    FROM published.community c WHERE c.id = ANY (${ids}::uuid[]) ORDER BY c.slug`
  return z.array(FeedRow).parse(rows)
}
