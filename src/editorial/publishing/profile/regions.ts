import type { Content } from '../../../atlas/content.ts'
import { roleFits } from '../../../atlas/content-rules.ts'
import type { RegionKind } from '../../../atlas/vocabularies/region-kinds.ts'
import type { Db } from '../../../database/database.ts'
import { type Fault, unprocessable } from '../../../problem.ts'
import { listRegionsBySlug, type PlacedRegion } from './store.ts'

/** The regions of communities by id, in their order. Throws a 422 that names every region that is unknown or has a wrong role. */
export async function placeRegions(
  db: Db,
  contents: Pick<Content, 'regions'>[],
): Promise<PlacedRegion[][]> {
  const slugs = contents.flatMap(({ regions }) => regions.map(({ region }) => region))
  const known = await listRegionsBySlug(db, [...new Set(slugs)])
  return contents.map(({ regions }) => placed(regions, known))
}

type Known = Awaited<ReturnType<typeof listRegionsBySlug>>

function placed(regions: Content['regions'], known: Known): PlacedRegion[] {
  const faults: Fault[] = []
  const found = new Map<string, PlacedRegion>()
  for (const [index, { region: slug, role }] of regions.entries()) {
    const region = known.get(slug)
    if (!region) {
      const detail = `There is no region “${slug}”.`
      faults.push({ pointer: `/regions/${index}/region`, code: 'unknown-region', detail })
    } else if (!roleFits(role, region.kind as RegionKind)) {
      const detail = `The role “${role}” does not fit a region of kind “${region.kind}”.`
      faults.push({ pointer: `/regions/${index}/role`, code: 'unfit-role', detail })
    } else {
      found.set(`${role} ${region.id}`, { regionId: region.id, role })
    }
  }
  if (faults.length > 0) throw unprocessable('invalid-content', 'Some regions are wrong.', faults)
  return [...found.values()]
}
