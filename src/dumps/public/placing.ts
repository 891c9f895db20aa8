import type { Db } from '../../database/database.ts'
import { insertSlugs } from '../../editorial/publishing/restoring.ts'
import {
  forgetRegions,
  type RestoredRegion,
  restoreRegions,
} from '../../editorial/regions/service.ts'
import { gathered, storeTogether } from '../chunk.ts'
import { DumpFault } from '../fault.ts'
import { isRegion, type RegionItem, resourcesOf } from './lines.ts'

const atOnce = 500

/**
 * Stores the regions of a dump and the slugs of all its communities, after a look at every line; answers its first
 * region. Until then nobody can tell what a link in a text means.
 */
export async function placeAll(tx: Db, file: string, modifiedAt: Date): Promise<RegionItem | null> {
  await forgetRegions(tx)
  const lineages = new Map<string, string[]>()
  let first: RegionItem | null = null
  for await (const group of gathered(resourcesOf(file), atOnce)) {
    const regions = group.filter(isRegion).map((item) => {
      first ??= item
      return { line: item.line, region: regionOf(file, item, lineages) }
    })
    await storeTogether(tx, file, regions, (items) =>
      restoreRegions(
        tx,
        items.map(({ region }) => region),
        modifiedAt,
      ),
    )
    const communities = group.flatMap((item) => (isRegion(item) ? [] : [item.resource]))
    await insertSlugs(
      tx,
      communities.map(({ id, slug }) => ({ id, slug })),
    )
  }
  return first
}

function regionOf(
  file: string,
  { line, resource }: RegionItem,
  lineages: Map<string, string[]>,
): RestoredRegion {
  const { type: _type, point, isoSubdivision, names, ...fields } = resource
  const { id, name, parentId } = fields
  const above = parentId === null ? [] : lineages.get(parentId)
  if (!above) throw new DumpFault(file, 'The region stands before its parent.', line.number)
  const lineage = [...above, id]
  lineages.set(id, lineage)
  return {
    ...fields,
    ...{ lineage, iso3166_2: isoSubdivision, names: { ...names, en: names.en ?? name } },
    latitude: point?.latitude ?? null,
    longitude: point?.longitude ?? null,
  }
}
