import { isUuid, Slug } from '../../atlas/slug.ts'

/** A reference and what to look for; one of these at most, none where it cannot name a community. */
export interface LookedUp {
  query: string
  id?: string
  slug?: string
  /** The URLs that all mean the Wikidata item. */
  itemUrls?: string[]
  /** The URLs that all mean the page. */
  pageUrls?: string[]
}

/** Tells what a reference is. A QID begins with a capital, which slugs have none of. */
export function readLookedUp(query: string): LookedUp {
  if (isUuid(query)) return { query, id: query.toLowerCase() }
  if (Slug.safeParse(query).success) return { query, slug: query }
  const item = wikidataItem(query)
  if (item) return { query, itemUrls: wikidataUrls(item) }
  const page = webAddress(query)
  return page ? { query, pageUrls: [query, page] } : { query }
}

/** The QID that a reference is, or that a Wikidata address ends in. */
const wikidataItem = (query: string): string | undefined =>
  /^(?:https?:\/\/(?:www\.)?wikidata\.org\/(?:entity|wiki)\/)?(Q[1-9]\d{0,14})$/.exec(query)?.[1]

/** Of the page and of the thing that it is about, whose URI begins with `http:`; people write both in every way. */
const wikidataUrls = (item: string): string[] =>
  ['https', 'http'].flatMap((scheme) =>
    ['www.wikidata.org', 'wikidata.org'].flatMap((host) =>
      ['entity', 'wiki'].map((kind) => `${scheme}://${host}/${kind}/${item}`),
    ),
  )

/** A URL as browsers write it; undefined where it is none. */
function webAddress(query: string): string | undefined {
  if (!/^https?:\/\//i.test(query) || !URL.canParse(query)) return undefined
  return new URL(query).href
}
