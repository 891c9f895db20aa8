import type { Reach } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { listDraftIds } from '../../editorial/drafts/service.ts'
import { findRegions } from '../../editorial/regions/service.ts'
import type { Fault } from '../../problem.ts'

/** The ids of what a key is limited to, and a fault for each region and community that there is none of. */
export async function resolveReach(
  db: Db,
  regions: string[],
  communities: string[],
): Promise<Reach & { faults: Fault[] }> {
  const knownRegions = await findRegions(db, regions)
  const knownCommunities = await listDraftIds(db, communities)
  return {
    regionIds: regions.flatMap((reference) => knownRegions.get(reference)?.id ?? []),
    communityIds: communities.flatMap((reference) => knownCommunities.get(reference) ?? []),
    faults: [
      ...faultsOf('region', regions, knownRegions),
      ...faultsOf('community', communities, knownCommunities),
    ],
  }
}

function faultsOf(
  what: string,
  references: string[],
  known: ReadonlyMap<string, unknown>,
): Fault[] {
  const list = what === 'region' ? 'regions' : 'communities'
  return references.flatMap((reference, index) =>
    known.has(reference)
      ? []
      : [
          {
            pointer: `/${list}/${index}`,
            code: `unknown-${what}`,
            detail: `There is no ${what} “${reference}”.`,
          },
        ],
  )
}
