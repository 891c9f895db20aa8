import { wordsOf } from './words.ts'

/** A part of a query: words that must stand, or must not stand, or `OR` between two of them. */
interface Term {
  words: string[]
  excluded: boolean
  /** Whether the words must follow each other. */
  phrase: boolean
  /** Whether it is an alternative to what stands before it. */
  alternative: boolean
}

export type SearchQuery = Term[]

export type QueryFault = 'no-words' | 'only-excluded'

const parts = /(?<minus>-?)"(?<quoted>[^"]*)"?|(?<plain>[^\s"]+)/gu

/**
 * Reads what somebody typed as web search engines do: `"a phrase"`, `or`, `-without`; the rest must all stand. Words are
 * cut and folded as those of texts are. Answers what makes it no query where it is none.
 */
export function readSearchQuery(text: string): SearchQuery | QueryFault {
  const terms: Term[] = []
  let alternative = false
  for (const { groups = {} } of text.matchAll(parts)) {
    const { minus, quoted, plain = '' } = groups
    if (quoted === undefined && plain.toLowerCase() === 'or') {
      alternative = terms.length > 0
      continue
    }
    const excluded = quoted === undefined ? /^-+[^-]/.test(plain) : minus === '-'
    const found = termsOf(quoted ?? plain, { phrase: quoted !== undefined, excluded, alternative })
    terms.push(...found)
    if (found.length > 0) alternative = false
  }
  return faultOf(terms) ?? terms
}

function termsOf(text: string, { phrase, excluded, alternative }: Omit<Term, 'words'>): Term[] {
  const words = wordsOf(text)
  if (words.length === 0) return []
  // What is joined by a hyphen or an apostrophe belongs together; what the language writes without blanks does not.
  const joined = words.every((word, index) => index === 0 || words[index - 1]?.end !== word.start)
  if (phrase || excluded || joined) {
    const folded = words.map((word) => word.folded)
    return [{ words: folded, phrase: words.length > 1, excluded, alternative }]
  }
  return words.map((word, index) => ({
    words: [word.folded],
    phrase: false,
    excluded,
    alternative: alternative && index === 0,
  }))
}

function faultOf(terms: Term[]): QueryFault | undefined {
  if (terms.length === 0) return 'no-words'
  const alternatives: Term[][] = []
  for (const term of terms) {
    if (term.alternative || alternatives.length === 0) alternatives.push([])
    alternatives.at(-1)?.push(term)
  }
  // What merely lacks a word is nearly everything.
  const empty = alternatives.some((all) => all.every(({ excluded }) => excluded))
  return empty ? 'only-excluded' : undefined
}

/** The query as `websearch_to_tsquery` reads it; also how it is shown. */
export const written = (query: SearchQuery): string =>
  query
    .map(({ words, phrase, excluded, alternative }) => {
      // A lone “or” would be an operator.
      const quoted = phrase || words[0] === 'or'
      const text = quoted ? `"${words.join(' ')}"` : words.join(' ')
      return `${alternative ? 'OR ' : ''}${excluded ? '-' : ''}${text}`
    })
    .join(' ')

/** The query without what must not stand: that has no part in how good a match is. */
export const withoutExcluded = (query: SearchQuery): SearchQuery =>
  query.filter(({ excluded }) => !excluded)

/** The words that what is found may have. */
export const wantedWords = (query: SearchQuery): string[] => [
  ...new Set(query.flatMap(({ words, excluded }) => (excluded ? [] : words))),
]

/** The query with other words in the place of some. */
export const withWords = (query: SearchQuery, replaced: ReadonlyMap<string, string>): SearchQuery =>
  query.map((term) =>
    term.excluded ? term : { ...term, words: term.words.map((word) => replaced.get(word) ?? word) },
  )
