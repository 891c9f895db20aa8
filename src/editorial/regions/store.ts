import type { Db } from '../../database/database.ts'
import type { Prisma } from '../../generated/prisma/client.ts'

export type NewRegion = Prisma.RegionCreateManyInput

export const countRegions = (db: Db): Promise<number> => db.region.count()

export async function insertRegions(tx: Db, regions: NewRegion[]): Promise<void> {
  await tx.region.createMany({ data: regions })
  await tx.regionSlug.createMany({ data: regions.map(({ id, slug }) => ({ slug, regionId: id })) })
}

export function listRegions(db: Db) {
  return db.region.findMany({
    select: {
      slug: true,
      kind: true,
      name: true,
      names: true,
      isoAlpha2: true,
      isoAlpha3: true,
      iso31662: true,
      m49: true,
    },
    orderBy: { slug: 'asc' },
  })
}

/** Lets one process at a time fill an empty atlas. */
export async function lockRegions(tx: Db): Promise<void> {
  await tx.$executeRaw`LOCK TABLE published.region IN SHARE ROW EXCLUSIVE MODE`
}
