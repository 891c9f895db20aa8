import { notationsIn } from './community-link.ts'
import { type OpenMarkdown, parseOpen, showsTheSame } from './parser.ts'

export type Link = ReturnType<typeof notationsIn>[number]

/** A Markdown text in which some of its `[[links]]` are bare text; the others stay as written. */
interface Bared {
  body: string
  /** Whether each of them is a word by itself: all else of the text shows as it did. */
  apart: boolean
}

/** Takes dead ones out of all links of a source. */
export function withoutLinks(source: string, links: Link[], dead: Link[]): Bared {
  if (dead.length === 0) return { body: source, apart: true }
  const escaped = replaceLinks(source, dead, escapeMarkdown)
  if (standApart(source, links, dead)) return { body: escaped, apart: true }
  if (showsTheSame(escaped, source)) return { body: escaped, apart: false }
  // Brackets also part what stands around them: `2600` before a full stop would begin a list.
  const body = replaceLinks(source, dead, (shown, link) =>
    touchesMarkup(source, link) ? encodeMarkdown(shown) : escapeMarkdown(shown),
  )
  return { body, apart: false }
}

/** Whether links may become bare words that nobody can take for markup, where no other brackets count on theirs. */
const standApart = (source: string, links: Link[], dead: Link[]): boolean =>
  !/[[\]]/.test(replaceLinks(source, links, () => '')) &&
  dead.every(
    ({ start, raw, slug }) =>
      raw === `[[${slug}]]` &&
      /^[a-z]/.test(slug) &&
      /^\s?$/.test(source.charAt(start - 1)) &&
      /^[\s.,;!?]?$/.test(source.charAt(start + raw.length)),
  )

/**
 * The links among the notations of a source. Mostly they all are; where some stand in code, only markdown-it knows
 * which: each gets a number in place of its slug (which is as inert as a slug), and the numbers that come out as links
 * are the answer.
 */
export function linksIn(source: string, parsed?: OpenMarkdown): Link[] {
  const notations = notationsIn(source)
  if (notations.length === 0) return []
  const { links } = parsed ?? parseOpen(source)
  if (links.length === notations.length) return notations
  let index = 0
  const numbered = replaceLinks(source, notations, (_, { raw, slug }) =>
    raw.replace(slug, `link-${index++}`),
  )
  const found = new Set(parseOpen(numbered).links)
  return notations.filter((_, position) => found.has(`link-${position}`))
}

function replaceLinks(source: string, links: Link[], write: (shown: string, link: Link) => string) {
  const parts: string[] = []
  let end = 0
  for (const link of links) {
    parts.push(source.slice(end, link.start), write(link.shown, link))
    end = link.start + link.raw.length
  }
  return parts.join('') + source.slice(end)
}

const punctuation = /[!-/:-@[-`{-~]/

/** Writes plain text so that Markdown shows it as it is, with backslashes where it would be markup. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_~]|<(?=[a-z/!?])|&(?=#|\w)|!$/gi, '\\$&')
    .replace(/^[!-/:-@[-`{-~]/, (first) => (first === '\\' ? first : `\\${first}`))
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
}

const touchesMarkup = (source: string, { start, raw }: Link): boolean =>
  punctuation.test(source.charAt(start - 1)) || punctuation.test(source.charAt(start + raw.length))

/** The same with character references, which keep text apart from its neighbours as brackets do. */
function encodeMarkdown(text: string): string {
  const characters = Array.from(text)
  const reference = (character: string) => `&#${character.codePointAt(0)};`
  return characters
    .map((character, index) => {
      const atEnd = index === 0 || index === characters.length - 1
      return atEnd || punctuation.test(character) ? reference(character) : character
    })
    .join('')
}
