import {
  type QueryFault,
  readSearchQuery,
  type SearchQuery,
  wantedWords,
  withoutExcluded,
  written,
} from '../../atlas/search/query.ts'
import type { Pool } from '../../database/database.ts'
import type { Queryable } from '../../database/queryable.ts'
import { badRequest } from '../../problem.ts'
import { resolveRegions } from '../addresses/service.ts'
import { readFilter } from '../communities/service.ts'
import type { FacetName } from '../facets/schema.ts'
import { highlightsOf } from './highlights.ts'
import type { Search } from './matching.ts'
import { MAX_RANKED, type SearchParameters } from './schema.ts'
import * as store from './store.ts'
import { meantBy } from './vocabulary.ts'

/** What a request looks for, read. */
export interface Wish extends Omit<Search, 'text' | 'wanted' | 'words'> {
  query: SearchQuery
  locales: string[]
}

const explanations: Record<QueryFault, string> = {
  'no-words': 'There is no word in it to look for.',
  'only-excluded':
    'Every alternative needs a word that must be there, not only ones that must not.',
}

/** Reads a request for a search; throws 400 with all that is wrong with it. */
export async function readWish(
  pool: Pool,
  { q, type, region, ...query }: SearchParameters,
  locales: string[],
): Promise<Wish> {
  const read = readSearchQuery(q)
  const fault =
    typeof read === 'string' ? [{ parameter: 'q', code: read, detail: explanations[read] }] : []
  const regions = region ? await resolveRegions(pool, 'region', region) : undefined
  const { kind, tag, section, availableIn, updatedSince, regionScope, includeGlobal } = query
  const rules = { kind, tag, section, availableIn, updatedSince, regionScope, includeGlobal }
  const filter = readFilter(rules, regions, fault)
  if (typeof read === 'string') throw badRequest(fault)
  return { query: read, type: type?.length === 1 ? type[0] : undefined, filter, locales }
}

interface Page {
  /** Rank and id of the last row of the page before, and what was searched for instead, if it was. */
  after: readonly unknown[] | undefined
  limit: number
}

/** A search under way: once its rows are known, so is what was searched for. */
export class SearchRun {
  readonly #db: Queryable
  readonly #wish: Wish
  #search: Search
  #truncated = false
  #didYouMean: string | undefined

  constructor(db: Queryable, wish: Wish) {
    this.#db = db
    this.#wish = wish
    this.#search = searchFor(wish, wish.query)
  }

  /** A page of what was found; where nothing is, of what was meant perhaps. */
  async rows({ after, limit }: Page) {
    const instead = after?.[2]
    if (typeof instead === 'string') this.#searchInstead(readSearchQuery(instead))
    let ranked = await this.#rank({ after, limit })
    if (ranked.length === 0 && !after) {
      this.#searchInstead(await meantBy(this.#db, this.#wish.query))
      if (this.#didYouMean !== undefined) ranked = await this.#rank({ after, limit })
      if (ranked.length === 0) this.#searchInstead(null)
    }
    this.#truncated = ranked[0]?.truncated ?? false
    return this.#shown(ranked)
  }

  count(): Promise<number> {
    return store.countMatches(this.#db, this.#search)
  }

  /** What is said beside the rows. */
  async besides(facets: readonly FacetName[] | undefined): Promise<Record<string, unknown>> {
    const { locales } = this.#wish
    return {
      ...(this.#didYouMean === undefined ? {} : { didYouMean: this.#didYouMean }),
      truncated: this.#truncated,
      ...(facets && {
        facets: await store.countSearchFacets(this.#db, this.#search, facets, locales),
      }),
    }
  }

  #searchInstead(query: SearchQuery | QueryFault | null): void {
    const instead = query === null || typeof query === 'string' ? null : query
    this.#search = searchFor(this.#wish, instead ?? this.#wish.query)
    this.#didYouMean = instead ? written(instead) : undefined
  }

  #rank(page: Page): Promise<store.RankedRow[]> {
    return store.listRanked(this.#db, this.#search, { ...page, locales: this.#wish.locales })
  }

  async #shown(ranked: store.RankedRow[]) {
    const found = await store.listFound(this.#db, this.#search, ranked, this.#wish.locales)
    return found.map((text) => {
      const { itemId, communityId, rank = 0, locale = '' } = ranked[text.number - 1] ?? {}
      const type = itemId === communityId ? 'community' : 'section'
      const more = JSON.stringify({ score: rank, highlights: highlightsOf(text, type, locale) })
      return {
        body: `${text.body.slice(0, -1)}, ${more.slice(1)}`,
        place: [rank, itemId, this.#didYouMean ?? null],
        locale: text.locale,
      }
    })
  }
}

const searchFor = ({ type, filter }: Wish, query: SearchQuery): Search => ({
  text: written(query),
  wanted: written(withoutExcluded(query)),
  words: wantedWords(query),
  type,
  filter,
})

/** What the answer is worth knowing of, in the words of the contract. */
export const rankingInWords =
  'Finds communities by title, aliases, tagline, headings and tags, and sections by heading and text, in every language; ' +
  'accents and case do not matter, nor do endings where Postgres knows the language. All words must stand, unless `OR` ' +
  'is between them; `"a phrase"` stands as it is, `-word` must not. A word in a title counts most, then in an alias, ' +
  'a tagline, a heading, a text. Where nothing is found and a word is near to one that texts have, that is searched for ' +
  `instead, and \`didYouMean\` says so. Of a very common word ${MAX_RANKED} matches are ranked (\`truncated\`); \`page.total\` ` +
  'and `facets` count all.'
