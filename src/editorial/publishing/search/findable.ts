import { setImmediate as breathe } from 'node:timers/promises'
import type { CompiledCommunity } from '../profile/compile.ts'
import { namesOf, searchRowsOf, suggestionsOf, vocabularyOf } from './rows.ts'
import type { CommunityTextRow, SearchRow, SectionTextRow, Suggestion } from './store.ts'

/** What communities are found by, and what is offered for words that nobody wrote, or not yet. */
export interface Findable {
  rows: SearchRow[]
  words: string[]
  suggestions: Suggestion[]
}

/** Takes a while, which it parts so that Postgres can be told what to do meanwhile. */
export async function findableOf(
  compiled: { id: string; community: CompiledCommunity }[],
): Promise<Findable> {
  const found: Findable[] = []
  for (const { id, community } of compiled) {
    found.push(findableIn(communityTexts(id, community), sectionTexts(id, community)))
    await breathe()
  }
  return {
    rows: found.flatMap(({ rows }) => rows),
    words: [...new Set(found.flatMap(({ words }) => words))].sort(),
    suggestions: found.flatMap(({ suggestions }) => suggestions),
  }
}

/** The same where the texts are public already. */
export function findableIn(communities: CommunityTextRow[], sections: SectionTextRow[]): Findable {
  const rows = searchRowsOf(communities, sections)
  const suggestions = [...namesOf(communities)].flatMap(([id, names]) => suggestionsOf(id, names))
  return { rows, words: vocabularyOf(rows), suggestions }
}

function communityTexts(
  id: string,
  { texts, aliases, tags, defaultLocale }: CompiledCommunity,
): CommunityTextRow[] {
  const own = texts.filter(({ locale }) => locale === defaultLocale)
  const others = texts.filter(({ locale }) => locale !== defaultLocale)
  const sorted = others.toSorted((a, b) => (a.locale < b.locale ? -1 : 1))
  return [
    ...own.map((text) => ({ id, ...text, aliases, tags })),
    ...sorted.map((text) => ({ id, ...text, aliases: [], tags: [] })),
  ]
}

const sectionTexts = (communityId: string, { sections }: CompiledCommunity): SectionTextRow[] =>
  sections.flatMap(({ id, kind, texts }) =>
    texts.map(({ locale, heading, text }) => ({ id, communityId, kind, locale, heading, text })),
  )
