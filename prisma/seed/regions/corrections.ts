import type { Names } from './region.ts'

/** Countries whose ISO 3166-2 subdivisions are in the atlas. */
export const subdividedCountries = ['BR', 'DE', 'IN', 'JP', 'NG', 'US']

/** Countries that UN M49 does not list, with the M49 region that they lie in. */
export const countriesOutsideM49 = [
  // ISO numeric 158 looks like an M49 code, but the UN publishes no such code: m49 stays null.
  { alpha2: 'TW', alpha3: 'TWN', parentM49: '030' },
  // XK is the code in common use, not an ISO assignment; sources disagree on alpha-3 and number.
  { alpha2: 'XK', alpha3: null, parentM49: '039' },
]

// CLDR's English has no diacritics for the other Indian states; these codes are newer.
/** English names that replace CLDR's, by ISO 3166-2 code. */
export const englishSubdivisionNames: Record<string, string> = {
  'IN-CG': 'Chhattisgarh',
  'IN-DH': 'Dadra and Nagar Haveli and Daman and Diu',
  'IN-TS': 'Telangana',
  'IN-UK': 'Uttarakhand',
}

/** Locales in which ISO 3166-2 itself names a country's subdivisions. */
export const localeOfIsoNames: Record<string, 'de' | 'pt'> = { BR: 'pt', DE: 'de' }

/** Wikidata items of the continents, by M49 code. */
export const continentWikidataIds: Record<string, string> = {
  // No Oceania: Wikidata splits it, and neither item is M49's.
  '002': 'Q15',
  '005': 'Q18',
  '019': 'Q828',
  '142': 'Q48',
  '150': 'Q46',
}

// country-coder means the whole realm, but Greenland, the Faroes and Aruba have ISO codes.
/** Wikidata items that replace country-coder's, by alpha-2 code. */
export const countryWikidataIds: Record<string, string> = { DK: 'Q35', NL: 'Q55' }

/** The scopes, which lie outside the tree of places. */
export const scopes: { kind: 'global' | 'online' | 'diaspora'; names: Names }[] = [
  {
    kind: 'global',
    names: {
      en: 'Global',
      es: 'Global',
      fr: 'Monde entier',
      de: 'Weltweit',
      pt: 'Global',
      ar: 'عالمي',
      zh: '全球',
      ja: 'グローバル',
      ko: '글로벌',
      hi: 'वैश्विक',
      ru: 'Весь мир',
      sw: 'Duniani kote',
    },
  },
  {
    kind: 'online',
    names: {
      en: 'Online',
      es: 'En línea',
      fr: 'En ligne',
      de: 'Online',
      pt: 'Online',
      ar: 'عبر الإنترنت',
      zh: '线上',
      ja: 'オンライン',
      ko: '온라인',
      hi: 'ऑनलाइन',
      ru: 'Онлайн',
      sw: 'Mtandaoni',
    },
  },
  {
    kind: 'diaspora',
    names: {
      en: 'Diaspora',
      es: 'Diáspora',
      fr: 'Diaspora',
      de: 'Diaspora',
      pt: 'Diáspora',
      ar: 'الشتات',
      zh: '离散社群',
      ja: 'ディアスポラ',
      ko: '디아스포라',
      hi: 'डायस्पोरा',
      ru: 'Диаспора',
      sw: 'Diaspora',
    },
  },
]
