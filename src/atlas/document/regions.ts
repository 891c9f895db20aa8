import { roleFits } from '../content-rules.ts'
import { limits } from '../limits.ts'
import { isScope } from '../vocabularies/region-kinds.ts'
import { type RegionRole, regionRoleValues } from '../vocabularies/region-roles.ts'
import type { ProfileDocument, RegionNames } from './document.ts'
import { type Findings, quoted } from './notices.ts'
import { UnwritableError } from './unwritable.ts'

/** A region as a document names it; without a role the first place is primary and the others are present. */
export interface RegionMention {
  reference: string
  role: RegionRole | null
  line: number
}

type Regions = NonNullable<ProfileDocument['regions']>

// The longest names hold one or two commas. Trying longer ones would cost time and find nothing.
const mostParts = 4

/** Finds the regions that a document names and reports those that there are not, or that cannot have their role. */
export function resolveRegions(
  mentions: RegionMention[],
  names: RegionNames,
  findings: Pick<Findings, 'error'>,
): (Regions[number] & { line: number })[] {
  let places = 0
  return mentions.flatMap(({ reference, role: stated, line }) => {
    const region = names.find(reference.normalize('NFC'))
    if (!region) {
      findings.error(line, unknownRegion(reference, names))
      return []
    }
    const isPlace = !isScope(region.kind)
    const role = stated ?? usualRole(isPlace, places)
    if (isPlace) places++
    if (roleFits(role, region.kind)) return [{ region: region.slug, role, line }]
    const rule = isPlace ? 'only scopes take it' : 'a scope takes no other role than “scope”'
    findings.error(line, `the role “${role}” does not fit ${quoted(reference)}: ${rule}`)
    return []
  })
}

function usualRole(isPlace: boolean, placesBefore: number): RegionRole {
  if (!isPlace) return 'scope'
  return placesBefore === 0 ? 'primary' : 'present'
}

function unknownRegion(reference: string, names: RegionNames): string {
  const meant = reference.length <= limits.titleCharacters ? names.nearest(reference) : null
  return `unknown region ${quoted(reference)}${meant === null ? '' : `: did you mean “${meant}”?`}`
}

/** Splits a list like `Japan (origin), Bonaire, Sint Eustatius and Saba, global`; names may hold commas themselves. */
export function readRegionList(list: string, names: RegionNames, line: number): RegionMention[] {
  const parts = list.split(',')
  const mentions: RegionMention[] = []
  let start = 0
  while (start < parts.length) {
    const count = partsOfName(parts, start, names)
    const written = parts
      .slice(start, start + count)
      .join(',')
      .trim()
    start += count
    if (written !== '') mentions.push({ ...readMention(written, names), line })
  }
  return mentions
}

/** How many parts the longest name that begins here takes; one where none is known. */
function partsOfName(parts: string[], start: number, names: RegionNames): number {
  for (let count = Math.min(mostParts, parts.length - start); count > 1; count--) {
    const written = parts
      .slice(start, start + count)
      .join(',')
      .trim()
    if (names.find(readMention(written, names).reference.normalize('NFC'))) return count
  }
  return 1
}

function readMention(written: string, names: RegionNames): Omit<RegionMention, 'line'> {
  const start = written.lastIndexOf('(')
  const role = written.endsWith(')')
    ? written
        .slice(start + 1, -1)
        .trim()
        .toLowerCase()
    : ''
  const known = regionRoleValues.find((value) => value === role)
  if (!known || start < 1 || names.find(written)) return { reference: written, role: null }
  return { reference: written.slice(0, start).trim(), role: known }
}

/** Writes regions as a list that reads as the same again: by name where that is safe, else by slug. */
export function writeRegionList(regions: Regions, names: RegionNames): string {
  const writings = [(slug: string) => nameOrSlug(slug, names), (slug: string) => slug]
  for (const write of writings) {
    const list = listed(regions, write)
    if (readsAs(list, regions, names)) return list
  }
  throw new UnwritableError(
    `the regions cannot be written: ${regions.map((r) => r.region).join(', ')}`,
  )
}

const nameOrSlug = (slug: string, names: RegionNames): string => {
  const name = names.nameOf(slug)
  return names.find(name)?.slug === slug ? name : slug
}

function listed(regions: Regions, write: (slug: string) => string): string {
  let places = 0
  const items = regions.map(({ region, role }) => {
    const usual = usualRole(role !== 'scope', places)
    if (role !== 'scope') places++
    return role === usual ? write(region) : `${write(region)} (${role})`
  })
  return items.join(', ')
}

function readsAs(list: string, regions: Regions, names: RegionNames): boolean {
  const sink = { error: () => {} }
  const read = resolveRegions(readRegionList(list, names, 1), names, sink)
  const key = (items: Regions) => items.map(({ region, role }) => `${role} ${region}`).join()
  return key(read) === key(regions) && !/[\r\n]/.test(list)
}
