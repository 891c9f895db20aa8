import { closest, distance } from 'fastest-levenshtein'
import type { RegionNames } from './document/document.ts'
import type { RegionKind } from './vocabularies/region-kinds.ts'
import { regionKindValues } from './vocabularies/region-kinds.ts'

export interface NamedRegion {
  slug: string
  kind: RegionKind
  name: string
  names: Record<string, string>
  isoAlpha2: string | null
  isoAlpha3: string | null
  iso31662: string | null
  m49: string | null
}

const plain = (name: string): string =>
  name.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()

/** Looks regions up by slug, code or name in any language; where several share a name, the widest one has it. */
export function regionNames(regions: readonly NamedRegion[]): RegionNames {
  const widestFirst = regions.toSorted(
    (a, b) => regionKindValues.indexOf(a.kind) - regionKindValues.indexOf(b.kind),
  )
  const bySlug = new Map(regions.map((region) => [region.slug, region]))
  const byReference = new Map<string, NamedRegion>()
  const learn = (reference: string | null, region: NamedRegion) => {
    if (reference !== null && !byReference.has(plain(reference))) {
      byReference.set(plain(reference), region)
    }
  }
  // Codes before names before other languages: what is least ambiguous wins.
  for (const region of widestFirst) {
    for (const code of [
      region.slug,
      region.isoAlpha2,
      region.isoAlpha3,
      region.iso31662,
      region.m49,
    ]) {
      learn(code, region)
    }
  }
  for (const region of widestFirst) learn(region.name, region)
  for (const region of widestFirst) {
    for (const name of Object.values(region.names)) learn(name, region)
  }
  const known = [...byReference.keys()]
  return {
    find: (reference) => byReference.get(plain(reference)) ?? null,
    nearest: (reference) => nearestOf(plain(reference), known, byReference),
    nameOf: (slug) => {
      const region = bySlug.get(slug)
      if (!region) return slug
      return byReference.get(plain(region.name)) === region ? region.name : slug
    },
  }
}

function nearestOf(
  wanted: string,
  known: string[],
  regions: Map<string, NamedRegion>,
): string | null {
  const best = known.length > 0 ? closest(wanted, known) : ''
  const near = distance(wanted, best) <= Math.max(2, Math.floor(wanted.length / 3))
  return near ? (regions.get(best)?.name ?? null) : null
}
