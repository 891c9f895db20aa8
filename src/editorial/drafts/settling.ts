import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Content } from '../../atlas/content.ts'
import { roleFits } from '../../atlas/content-rules.ts'
import { checkedContent } from '../../atlas/editing/checked-content.ts'
import type { Merged } from '../../atlas/editing/edit-fault.ts'
import type { Db } from '../../database/database.ts'
import { type Fault, unprocessable } from '../../problem.ts'
import { findRegions } from '../regions/service.ts'

const WithRegions = z.looseObject({
  regions: z.array(z.object({ region: z.string(), role: z.string() })).default([]),
})

/**
 * What an edit makes, as content that keeps every rule, its regions named by slug; throws a 422 with every fault. The
 * regions of the content `before` are known to be good.
 */
export async function settled(tx: Db, edit: Merged, before?: Content): Promise<Content> {
  const { regions } = WithRegions.parse(edit.document)
  if (before && isDeepStrictEqual(regions, before.regions)) return contentOf(edit, [], before)
  const known = await findRegions(
    tx,
    regions.map(({ region }) => region),
  )
  return settledIn(known, edit)
}

/** The same where the regions that the edit names are known, by their names in it. */
export function settledIn(known: Awaited<ReturnType<typeof findRegions>>, edit: Merged): Content {
  const given = WithRegions.parse(edit.document)
  const faults = given.regions.flatMap((placed, index): Fault[] => {
    const found = known.get(placed.region)
    if (!found) return [unknownRegion(placed.region, index)]
    return roleFits(placed.role, found.kind) ? [] : [unfitRole(placed.role, found.kind, index)]
  })
  const regions = given.regions.flatMap(({ region, role }) => {
    const found = known.get(region)
    // A former slug may stay: it goes to no other region, and rewriting it would be an edit that nobody made.
    return found ? [{ region: found.bySlug ? region : found.slug, role }] : []
  })
  return contentOf({ ...edit, document: { ...given, regions } }, faults)
}

/** The content of an edit whose regions are settled; throws a 422 with its faults and those known. */
function contentOf(edit: Merged, faults: Fault[], before?: Content): Content {
  const checked = checkedContent(edit, before)
  if ('content' in checked && faults.length === 0) return checked.content
  const all = 'faults' in checked ? [...faults, ...checked.faults] : faults
  throw unprocessable('invalid-content', 'The content breaks a rule; see errors.', all)
}

const unknownRegion = (region: string, index: number): Fault => ({
  pointer: `/regions/${index}/region`,
  code: 'unknown-region',
  detail: `There is no region “${region}”.`,
})

const unfitRole = (role: string, kind: string, index: number): Fault => ({
  pointer: `/regions/${index}/role`,
  code: 'unfit-role',
  detail: `The role “${role}” does not fit a region of kind “${kind}”.`,
})
