export const locales = [
  'en',
  'es',
  'fr',
  'de',
  'pt',
  'ar',
  'zh',
  'ja',
  'ko',
  'hi',
  'ru',
  'sw',
] as const

export type Locale = (typeof locales)[number]

/** Names by locale; a locale without a known name is left out. */
export type Names = { en: string } & { [locale in Locale]?: string }

type RegionKind =
  | 'world'
  | 'macro_region'
  | 'subregion'
  | 'intermediate_region'
  | 'country'
  | 'subdivision'
  | 'city'
  | 'global'
  | 'online'
  | 'diaspora'

/** One row of `regions.json`; `parent` is a slug, `m49` has three digits. */
export interface Region {
  slug: string
  kind: RegionKind
  parent: string | null
  isoAlpha2: string | null
  isoAlpha3: string | null
  iso3166_2: string | null
  m49: string | null
  latitude: number | null
  longitude: number | null
  wikidataId: string | null
  names: Names
}

/** A region before slugs: `key` and `parentKey` are its and its parent's code in their standard. */
export interface Place extends Omit<Region, 'slug' | 'parent'> {
  key: string
  parentKey: string | null
  /** The alpha-2 code of the country it lies in, which tells two places of one name apart. */
  country: string | null
}

/** A place of which nothing is known but what is given. */
export function newPlace(
  known: Pick<Place, 'key' | 'kind' | 'parentKey' | 'names'> & Partial<Place>,
): Place {
  return {
    country: null,
    isoAlpha2: null,
    isoAlpha3: null,
    iso3166_2: null,
    m49: null,
    latitude: null,
    longitude: null,
    wikidataId: null,
    ...known,
  }
}
