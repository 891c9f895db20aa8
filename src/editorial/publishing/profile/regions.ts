import type { Content } from '../../../atlas/content.ts'
import { roleFits } from '../../../atlas/content-rules.ts'
import type { RegionKind } from '../../../atlas/vocabularies/region-kinds.ts'
import type { Db } from '../../../database/database.ts'
import { type Fault, unprocessable } from '../../../problem.ts'
import { listRegionsBySlug, type PlacedRegion } from './store.ts'

/** The regions of a community by id. Throws a 422 that names every region that is unknown or has a wrong role. */
export async function placeRegions(db: Db, content: Content): Promise<PlacedRegion[]> {
  const known = await listRegionsBySlug(
    db,
    content.regions.map(({ region }) => region),
  )
  const faults: Fault[] = []
  const placed = new Map<string, PlacedRegion>()
  for (const [index, { region: slug, role }] of content.regions.entries()) {
    const region = known.get(slug)
    if (!region) {
      const detail = `There is no region “${slug}”.`
      faults.push({ pointer: `/regions/${index}/region`, code: 'unknown-region', detail })
    } else if (!roleFits(role, region.kind as RegionKind)) {
      const detail = `The role “${role}” does not fit a region of kind “${region.kind}”.`
      faults.push({ pointer: `/regions/${index}/role`, code: 'unfit-role', detail })
    } else {
      placed.set(`${role} ${region.id}`, { regionId: region.id, role })
    }
  }
  if (faults.length > 0) throw unprocessable('invalid-content', 'Some regions are wrong.', faults)
  return [...placed.values()]
}
