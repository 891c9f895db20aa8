import { z } from 'zod'
import type { Db } from '../../../database/database.ts'
import type { CompiledCommunity } from './compile.ts'

export interface PlacedRegion {
  regionId: string
  role: string
}

/** What is public of a community now, as far as a publication has to compare with it. */
export async function findPublished(tx: Db, id: string) {
  // One statement after another: a transaction has one connection.
  const community = await tx.community.findUnique({
    where: { id },
    select: {
      id: true,
      slug: true,
      kind: true,
      revision: true,
      defaultLocale: true,
      publishedAt: true,
    },
  })
  if (!community) return null
  const texts = await tx.communityText.findMany({
    where: { communityId: id },
    select: { locale: true, title: true, tagline: true },
    orderBy: { locale: 'asc' },
  })
  const regions = await tx.communityRegion.findMany({
    where: { communityId: id },
    select: { regionId: true },
  })
  const sections = await tx.section.findMany({
    where: { communityId: id },
    select: sectionState,
    orderBy: { position: 'asc' },
  })
  return { ...community, texts, regions, sections }
}

const sectionState = {
  id: true,
  slug: true,
  kind: true,
  position: true,
  images: true,
  modifiedAt: true,
  texts: {
    select: {
      locale: true,
      heading: true,
      body: true,
      html: true,
      text: true,
      wordCount: true,
      readingMinutes: true,
    },
    orderBy: { locale: 'asc' },
  },
} as const
export type PublishedState = NonNullable<Awaited<ReturnType<typeof findPublished>>>

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

/** Replaces everything public of one community but its references. */
export async function writeCommunity(tx: Db, stored: CommunityToStore): Promise<void> {
  const { id, revision, publishedAt, updatedAt, regions } = stored
  const { texts, ...fields } = stored.community
  await tx.communitySlug.createMany({
    data: [{ slug: fields.slug, communityId: id }],
    skipDuplicates: true,
  })
  const row = { ...fields, revision, publishedAt, updatedAt, modifiedAt: updatedAt }
  await tx.community.upsert({ where: { id }, create: { id, ...row }, update: row })
  await tx.communityText.deleteMany({ where: { communityId: id } })
  await tx.communityText.createMany({ data: texts.map((text) => ({ communityId: id, ...text })) })
  await tx.communityRegion.deleteMany({ where: { communityId: id } })
  await tx.communityRegion.createMany({
    data: regions.map((region, position) => ({ communityId: id, position, ...region })),
  })
  await writeSections(tx, id, stored.sections)
}

async function writeSections(
  tx: Db,
  communityId: string,
  sections: StoredSection[],
): Promise<void> {
  const kept = sections.map((section) => section.id)
  await tx.section.deleteMany({ where: { communityId, id: { notIn: kept } } })
  const json = JSON.stringify(sections)
  // A slug that a removed section had goes to the one that has it now.
  await tx.$executeRaw`
    INSERT INTO published.section_slug (community_id, slug, section_id)
    SELECT ${communityId}::uuid, w.slug, w.id FROM jsonb_to_recordset(${json}::jsonb) AS w(id uuid, slug text)
    ON CONFLICT (community_id, slug) DO UPDATE SET section_id = EXCLUDED.section_id
    WHERE published.section_slug.section_id <> EXCLUDED.section_id`
  await tx.$executeRaw`
    INSERT INTO published.section (id, community_id, slug, kind, position, images, modified_at)
    SELECT w.id, ${communityId}::uuid, w.slug, w.kind, w.position, w.images, w."modifiedAt"
    FROM jsonb_to_recordset(${json}::jsonb) AS w(id uuid, slug text, kind text, position int, images jsonb,
      "modifiedAt" timestamptz)
    ON CONFLICT (id) DO UPDATE SET slug = EXCLUDED.slug, kind = EXCLUDED.kind, position = EXCLUDED.position,
      images = EXCLUDED.images, modified_at = EXCLUDED.modified_at`
  await writeSectionTexts(tx, sections)
}

/** Replaces the texts of these sections. */
export async function writeSectionTexts(
  tx: Db,
  sections: Pick<StoredSection, 'id' | 'texts'>[],
): Promise<void> {
  await tx.sectionText.deleteMany({ where: { sectionId: { in: sections.map(({ id }) => id) } } })
  await tx.sectionText.createMany({
    data: sections.flatMap(({ id, texts }) => texts.map((text) => ({ sectionId: id, ...text }))),
  })
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
  await tx.tombstone.createMany({ data: ids.map((id) => ({ id, type, withdrawnAt })) })
}

export async function deleteTombstones(tx: Db, ids: string[]): Promise<void> {
  await tx.tombstone.deleteMany({ where: { id: { in: ids } } })
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
  await tx.community.updateMany({ where: { id: { in: ids } }, data: { modifiedAt } })
}

export async function markSectionsModified(tx: Db, ids: string[], modifiedAt: Date): Promise<void> {
  await tx.section.updateMany({ where: { id: { in: ids } }, data: { modifiedAt } })
}

export async function markRegionsModified(tx: Db, ids: string[], modifiedAt: Date): Promise<void> {
  await tx.region.updateMany({ where: { id: { in: ids } }, data: { modifiedAt } })
}

/** The regions that these slugs, present or former, mean. */
export async function listRegionsBySlug(db: Db, slugs: string[]) {
  const rows = await db.$queryRaw`
    SELECT s.slug, r.id::text, r.kind
    FROM published.region_slug s JOIN published.region r ON r.id = s.region_id
    WHERE s.slug = ANY (${slugs}::text[])`
  const Row = z.object({ slug: z.string(), id: z.string(), kind: z.string() })
  const found = z.array(Row).parse(rows)
  return new Map(found.map(({ slug, ...region }) => [slug, region]))
}

/** The ids of these regions and of all that lie above them. */
export async function listLineage(db: Db, regionIds: string[]): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT DISTINCT unnest(lineage)::text AS id FROM published.region
    WHERE id = ANY (${regionIds}::uuid[]) ORDER BY 1`
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id)
}

/** What the feed says of communities whose answers another publication changed. */
export async function listFeedRows(tx: Db, ids: string[]) {
  const rows = await tx.community.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      slug: true,
      kind: true,
      revision: true,
      regions: { select: { regionId: true } },
    },
    orderBy: { slug: 'asc' },
  })
  return rows.map(({ regions, ...row }) => ({
    ...row,
    regionIds: regions.map(({ regionId }) => regionId),
  }))
}
