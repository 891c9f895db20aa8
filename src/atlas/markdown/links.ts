import { notationsIn, type Resolve } from './community-link.ts'
import { parseMarkdown, showsTheSame } from './parser.ts'

/** A Markdown text whose `[[links]]` that lead nowhere are bare text; the others stay as written. */
export function withoutDeadLinks(source: string, resolve: Resolve): string {
  const dead = linksIn(source).filter(({ slug }) => resolve(slug) === null)
  if (dead.length === 0) return source
  const escaped = replaceLinks(source, dead, escapeMarkdown)
  if (showsTheSame(escaped, source)) return escaped
  // Brackets also part what stands around them: `2600` before a full stop would begin a list.
  return replaceLinks(source, dead, (shown, link) =>
    touchesMarkup(source, link) ? encodeMarkdown(shown) : escapeMarkdown(shown),
  )
}

type Link = ReturnType<typeof notationsIn>[number]

/**
 * The links among the notations of a source. Only markdown-it knows which of them stand in code, so each gets a number
 * in place of its slug (which is as inert as a slug), and the numbers that come out as links are the answer.
 */
export function linksIn(source: string): Link[] {
  const notations = notationsIn(source)
  if (notations.length === 0) return []
  let index = 0
  const numbered = replaceLinks(source, notations, (_, { raw, slug }) =>
    raw.replace(slug, `link-${index++}`),
  )
  const found = new Set<string>()
  parseMarkdown(numbered, (slug) => {
    found.add(slug)
    return null
  })
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
