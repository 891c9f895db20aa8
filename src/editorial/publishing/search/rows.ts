import { searchConfigOf } from '../../../atlas/search/languages.ts'
import { readingsOf, searchable } from '../../../atlas/search/words.ts'
import type { CommunityTextRow, SearchRow, SectionTextRow, Suggestion } from './store.ts'

/** What is found of communities and their sections, by weight: see docs/searching.md. */
export function searchRowsOf(
  communities: CommunityTextRow[],
  sections: SectionTextRow[],
): SearchRow[] {
  const titles = new Titles(communities)
  const headings = new Map<string, string[]>()
  const sectionRows = sections.map((section) => {
    const { id, communityId, kind, locale, heading, text } = section
    const a = searchable(heading)
    const place = placeOf(communityId, locale)
    headings.set(place, [...(headings.get(place) ?? []), a])
    const config = searchConfigOf(locale)
    const b = titles.of(communityId, locale)
    const found = { a, b, c: '', d: searchable(text) }
    return { communityId, itemId: id, locale, sectionKind: kind, config, ...found }
  })
  const communityRows = communities.map(({ id, locale, tagline, aliases, tags }) => ({
    communityId: id,
    itemId: id,
    locale,
    sectionKind: null,
    config: searchConfigOf(locale),
    a: titles.of(id, locale),
    b: searchable(aliases.join('\n')),
    c: searchable(tagline ?? ''),
    d: [...(headings.get(placeOf(id, locale)) ?? []), searchable(tags.join('\n'))].join(' '),
  }))
  return [...communityRows, ...sectionRows]
}

const placeOf = (communityId: string, locale: string) => `${communityId} ${locale}`

/** The titles of communities as words; in a language that has none, the one in the community's own. */
class Titles {
  readonly #titles = new Map<string, string>()

  constructor(communities: CommunityTextRow[]) {
    for (const { id, locale, title } of communities) {
      const words = searchable(title)
      this.#titles.set(placeOf(id, locale), words)
      // The rows in a community's own language come first.
      if (!this.#titles.has(id)) this.#titles.set(id, words)
    }
  }

  of(id: string, locale: string): string {
    return this.#titles.get(placeOf(id, locale)) ?? this.#titles.get(id) ?? ''
  }
}

/** Numbers and very short words are not mistyped so that anyone could tell. */
const correctable = /^[\p{L}\p{M}]{4,40}$/u

/** The words of search rows that may stand in for mistyped ones, each once. */
export function vocabularyOf(rows: SearchRow[]): string[] {
  const words = new Set<string>()
  for (const { a, b, c, d } of rows) {
    for (const text of [a, b, c, d]) for (const word of text.split(' ')) words.add(word)
  }
  return [...words].filter((word) => correctable.test(word)).sort()
}

const MAX_READINGS = 8
/** Enough for what anybody types, and little enough for an index. */
const MAX_KEY_CHARACTERS = 100

/** The ways in which one thing is offered under its names, the first of those that read alike. */
export function suggestionsOf(id: string, names: { locale: string; label: string }[]) {
  const suggestions = new Map<string, Suggestion>()
  for (const { locale, label } of names) {
    for (const [index, reading] of readingsOf(label, { words: MAX_READINGS }).entries()) {
      const key = Array.from(reading).slice(0, MAX_KEY_CHARACTERS).join('')
      const whole = index === 0
      const place = `${whole} ${key}`
      if (!suggestions.has(place)) suggestions.set(place, { id, locale, label, key, whole })
    }
  }
  return [...suggestions.values()]
}

/** The names of communities: their titles, then their aliases. */
export function namesOf(
  rows: CommunityTextRow[],
): Map<string, { locale: string; label: string }[]> {
  const names = new Map<string, { locale: string; label: string }[]>()
  const add = (id: string, locale: string, labels: string[]) => {
    const known = names.get(id) ?? []
    names.set(id, [...known, ...labels.map((label) => ({ locale, label }))])
  }
  for (const { id, locale, title } of rows) add(id, locale, [title])
  for (const { id, locale, aliases } of rows) add(id, locale, aliases)
  return names
}
