import { createRequire } from 'node:module'
import { z } from 'zod'
import { type Locale, locales, type Names } from './region.ts'

type NameTable = Record<string, string>

const require = createRequire(import.meta.url)

const NamesByCode = z.record(z.string(), z.string())
const TerritoryFile = z.object({
  main: z.record(
    z.string(),
    z.object({ localeDisplayNames: z.object({ territories: NamesByCode }) }),
  ),
})
const SubdivisionFile = z.object({
  subdivisions: z.object({ localeDisplayNames: z.object({ subdivisions: NamesByCode }) }),
})
const AliasFile = z.object({
  supplemental: z.object({
    metadata: z.object({
      alias: z.object({
        subdivisionAlias: z.record(
          z.string(),
          z.object({ _reason: z.string(), _replacement: z.string() }),
        ),
      }),
    }),
  }),
})

function readTerritories(locale: Locale): NameTable {
  const file = TerritoryFile.parse(require(`cldr-localenames-full/main/${locale}/territories.json`))
  return file.main[locale]?.localeDisplayNames.territories ?? {}
}

function readSubdivisions(locale: Locale): NameTable {
  const file = SubdivisionFile.parse(
    require(`cldr-subdivisions-full/subdivisions/${locale}/${locale}.json`),
  )
  return file.subdivisions.localeDisplayNames.subdivisions
}

const territories = new Map(locales.map((locale) => [locale, readTerritories(locale)]))
const subdivisions = new Map(locales.map((locale) => [locale, readSubdivisions(locale)]))

// CLDR gives some names as they read inside a sentence ("world"); here each stands alone.
function capitalised(name: string, locale: Locale): string {
  const [first = '', ...rest] = name
  return first.toLocaleUpperCase(locale) + rest.join('')
}

function namesIn(tables: Map<Locale, NameTable>, code: string): Names {
  const en = tables.get('en')?.[code]
  if (!en) throw new Error(`CLDR has no English name for ${code}`)
  const names: Names = { en: capitalised(en, 'en') }
  for (const locale of locales) {
    const name = tables.get(locale)?.[code]
    if (name) names[locale] = capitalised(name, locale)
  }
  return names
}

/** Names of a country (ISO 3166-1 alpha-2) or of a UN M49 grouping. */
export function territoryNames(code: string): Names {
  return namesIn(territories, code)
}

/** Names of an ISO 3166-2 subdivision, which CLDR writes as `usca`. */
export function subdivisionNames(iso3166_2: string): Names {
  return namesIn(subdivisions, iso3166_2.replace('-', '').toLowerCase())
}

/** ISO 3166-2 codes of places that are ISO 3166-1 countries too: `US-PR` → `PR`. */
export function readDoubleCodes(): Map<string, string> {
  const file = AliasFile.parse(require('cldr-core/supplemental/aliases.json'))
  const aliases = Object.entries(file.supplemental.metadata.alias.subdivisionAlias)
  return new Map(
    aliases
      .filter(([, alias]) => alias._reason === 'overlong')
      .map(([code, alias]) => [
        `${code.slice(0, 2)}-${code.slice(2)}`.toUpperCase(),
        alias._replacement,
      ]),
  )
}
