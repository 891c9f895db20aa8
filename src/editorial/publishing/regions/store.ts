import { z } from 'zod'
import type { Db } from '../../../database/database.ts'
import type { Prisma } from '../../../generated/prisma/client.ts'

/** What is public of a region now, as far as an edit has to compare with it. */
export async function findShownRegion(tx: Db, id: string) {
  const region = await tx.region.findUnique({
    where: { id },
    select: {
      slug: true,
      kind: true,
      names: true,
      isoAlpha2: true,
      isoAlpha3: true,
      iso31662: true,
      m49: true,
      latitude: true,
      longitude: true,
      wikidataId: true,
      lineage: true,
    },
  })
  if (!region) return null
  const { latitude, longitude, ...shown } = region
  return {
    ...shown,
    point: latitude === null || longitude === null ? null : { latitude, longitude },
  }
}

/** Writes everything public of one region; its slug is its own from now on. */
export async function writeRegion(
  tx: Db,
  { id, ...row }: Prisma.RegionUncheckedCreateInput,
): Promise<void> {
  await tx.regionSlug.createMany({
    data: [{ slug: row.slug, regionId: id }],
    skipDuplicates: true,
  })
  await tx.region.upsert({ where: { id }, create: { id, ...row }, update: row })
}

/** Gives all that lies in a region, which has this lineage now, theirs. */
export async function moveDescendants(tx: Db, id: string, lineage: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE published.region SET lineage = ${lineage}::uuid[] || lineage[array_position(lineage, ${id}::uuid) + 1:]
    WHERE lineage @> ARRAY[${id}::uuid] AND id <> ${id}::uuid`
}

/** Removes a region but its slugs, which never go to another one. */
export async function deleteRegion(tx: Db, id: string, withdrawnAt: Date): Promise<void> {
  await tx.region.delete({ where: { id } })
  await tx.tombstone.create({ data: { id, type: 'region', withdrawnAt } })
}

const Id = z.object({ id: z.string() })

/** The ids of all that lies in a region. */
export async function listDescendants(tx: Db, id: string): Promise<string[]> {
  const rows = await tx.region.findMany({
    where: { lineage: { has: id }, id: { not: id } },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return z
    .array(Id)
    .parse(rows)
    .map((row) => row.id)
}

/** The ids of the published communities that show a region. */
export async function listCommunitiesOf(tx: Db, regionId: string): Promise<string[]> {
  const rows = await tx.communityRegion.findMany({
    where: { regionId },
    select: { communityId: true },
    distinct: ['communityId'],
    orderBy: { communityId: 'asc' },
  })
  return rows.map(({ communityId }) => communityId)
}
