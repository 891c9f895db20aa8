import type { ProfileDocument, RegionNames } from '../../../src/atlas/document/document.ts'
import { parseDocument } from '../../../src/atlas/document/document.ts'
import { type NamedRegion, regionNames } from '../../../src/atlas/region-names.ts'

const region = (slug: string, name: string, more: Partial<NamedRegion> = {}): NamedRegion => ({
  slug,
  name,
  kind: 'country',
  names: { en: name },
  isoAlpha2: null,
  isoAlpha3: null,
  iso31662: null,
  m49: null,
  ...more,
})

/** A small atlas with the names that are hard to write in a list. */
export const regions: RegionNames = regionNames([
  region('japan', 'Japan', {
    isoAlpha2: 'JP',
    m49: '392',
    names: { en: 'Japan', ja: '日本', fr: 'Japon' },
  }),
  region('united-states', 'United States', { isoAlpha2: 'US', isoAlpha3: 'USA', m49: '840' }),
  region('afghanistan', 'Afghanistan', { isoAlpha2: 'AF', m49: '004' }),
  region('cote-divoire', 'Côte d’Ivoire', { isoAlpha2: 'CI' }),
  region('georgia', 'Georgia', { isoAlpha2: 'GE' }),
  region('georgia-us', 'Georgia', { kind: 'subdivision', iso31662: 'US-GA' }),
  region('myanmar', 'Myanmar (Burma)'),
  region('caribbean-netherlands', 'Bonaire, Sint Eustatius, and Saba', { isoAlpha2: 'BQ' }),
  region('bonaire', 'Bonaire', { kind: 'subdivision' }),
  region('hong-kong', 'Hong Kong SAR, China', { isoAlpha2: 'HK' }),
  region('china', 'China', { isoAlpha2: 'CN' }),
  region('old-place', 'Place (origin)'),
  region('global', 'Global', { kind: 'global' }),
  region('online', 'Online', { kind: 'online' }),
])

export const parse = (text: string) => parseDocument(new TextEncoder().encode(text), regions)

/** The document that a text must give. */
export function read(text: string): ProfileDocument {
  const result = parse(text)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.document
}

/** What is wrong with a text that must be refused, as `line: message`. */
export function faults(text: string): string[] {
  const result = parse(text)
  if (result.ok) throw new Error('the document was accepted')
  return result.errors.map(({ line, message }) => `${line}: ${message}`)
}

export const warnings = (text: string): string[] =>
  parse(text).warnings.map(({ line, message }) => `${line}: ${message}`)
