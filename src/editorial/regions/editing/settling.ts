import { locatedFaults, pointerOf } from '../../../atlas/editing/located-faults.ts'
import type { Db } from '../../../database/database.ts'
import { conflict, type Fault, unprocessable } from '../../../problem.ts'
import { RegionContent, regionCodes } from '../content.ts'
import { type Surroundings, treeFaults } from '../rules.ts'
import { findRegions } from '../service.ts'
import * as store from './store.ts'

export interface SettledRegion {
  content: RegionContent
  parent: store.RegionRow | null
}

/**
 * What an edit makes of a region (null: a new one), as content that keeps every rule, its parent named by slug. Throws
 * a 422 with every fault, or a 409 where it would lie in itself or have a slug or code of another region.
 */
export async function settledRegion(
  tx: Db,
  region: store.RegionRow | null,
  document: object,
): Promise<SettledRegion> {
  const { parent, fault } = await parentOf(tx, document)
  const named = { ...document, parent: parent?.slug ?? null }
  const parsed = RegionContent.safeParse(named, { reportInput: true })
  const faults = locatedFaults(parsed.error?.issues ?? []).map(({ path, ...rest }) => ({
    pointer: pointerOf(path),
    ...rest,
  }))
  if (!parsed.success) throw refused([...faults, ...fault])
  const content = parsed.data
  if (region && parent?.lineage.includes(region.id)) throw cycle(parent)
  const around = await surroundingsOf(tx, region, parent)
  const broken = treeFaults(content, around).filter(
    ({ pointer }) => fault.length === 0 || pointer !== '/parent',
  )
  if (fault.length + broken.length > 0) throw refused([...fault, ...broken])
  await refuseTaken(tx, region, content)
  return { content, parent }
}

const refused = (faults: Fault[]) =>
  unprocessable('invalid-content', 'The region breaks a rule; see errors.', faults)

const cycle = ({ slug }: store.RegionRow) =>
  conflict('region-cycle', `“${slug}” lies in this region.`, [
    { pointer: '/parent', code: 'cycle', detail: `“${slug}” lies in this region.` },
  ])

async function parentOf(tx: Db, document: object) {
  const reference = 'parent' in document ? document.parent : null
  if (typeof reference !== 'string') return { parent: null, fault: [] }
  const id = (await findRegions(tx, [reference])).get(reference)?.id
  const parent = id === undefined ? null : await store.findRegionRow(tx, id)
  if (parent) return { parent, fault: [] }
  const detail = `There is no region “${reference}”.`
  return { parent: null, fault: [{ pointer: '/parent', code: 'unknown-region', detail }] }
}

async function surroundingsOf(
  tx: Db,
  region: store.RegionRow | null,
  parent: store.RegionRow | null,
): Promise<Surroundings> {
  return {
    parent,
    children: region ? await store.listChildren(tx, region.id) : [],
    formerKind: region?.kind ?? null,
    isUsed: region !== null && (await store.listUsers(tx, region.id, 1)).length > 0,
    hasOtherWorld: (await store.countWorldsBut(tx, region?.id ?? null)) > 0,
  }
}

/** References read codes before slugs, so neither may be another region's slug or code. */
async function refuseTaken(
  tx: Db,
  region: store.RegionRow | null,
  content: RegionContent,
): Promise<void> {
  const fields = ['slug', ...Object.keys(regionCodes)] as (keyof RegionContent)[]
  const given = fields.flatMap((field) => {
    const name = content[field]
    return typeof name === 'string' ? [{ field, name }] : []
  })
  const taken = await store.listTaken(
    tx,
    given.map(({ name }) => name),
    region?.id ?? null,
  )
  const faults = given.flatMap(({ field, name }) => {
    const owner = taken.get(name)
    if (owner === undefined) return []
    const code = field === 'slug' ? 'slug-taken' : 'code-taken'
    return [{ pointer: `/${field}`, code, detail: `“${name}” belongs to the region “${owner}”.` }]
  })
  const [first] = faults
  if (!first) return
  throw conflict(
    first.pointer === '/slug' ? 'slug-taken' : 'code-taken',
    'Slugs and codes name one region each; see errors.',
    faults,
  )
}
