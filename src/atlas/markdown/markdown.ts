import { type Resolve, settleLinks } from './community-link.ts'
import { type Link, linksIn, withoutLinks } from './links.ts'
import { type OpenMarkdown, parseOpen, renderTokens } from './parser.ts'
import { plainText } from './plain-text.ts'
import { rawHtmlTags } from './raw-html.ts'
import { sanitise } from './sanitise.ts'
import { countWords, readingMinutes } from './words.ts'

/** A body as the public sees it. */
export interface CompiledText {
  /** Markdown in which `[[links]]` that lead somewhere stand as written and all others are bare text. */
  body: string
  html: string
  text: string
  wordCount: number
  readingMinutes: number
  /** What does not show as written, readable: `javascript: link`, `raw HTML is shown as text: <b>`. */
  removed: string[]
}

/** A body in a locale (BCP 47) as far as it is the same wherever its `[[links]]` lead. */
export interface ReadText {
  locale: string
  links: Link[]
  compile: (resolve: Resolve) => CompiledText
}

/** Does what takes long of compiling a body; all of it, where there are no links. */
export function readMarkdown(source: string, locale: string): ReadText {
  const read = parsedText(source)
  const { links } = read
  const open = { ...read, locale, shown: shownOf(plainText(read.parsed.tokens), locale) }
  if (links.length > 0) return { locale, links, compile: (resolve) => compileOpen(open, resolve) }
  const compiled = compileOpen(open, () => null)
  return { locale, links, compile: () => compiled }
}

/** A source with its `[[links]]`, leading nowhere yet. */
interface ParsedText {
  source: string
  links: Link[]
  parsed: OpenMarkdown
}

function parsedText(source: string): ParsedText {
  const parsed = parseOpen(source)
  return { source, links: linksIn(source, parsed), parsed }
}

interface OpenText extends ParsedText {
  locale: string
  shown: Pick<CompiledText, 'text' | 'wordCount' | 'readingMinutes'>
}

function shownOf(text: string, locale: string): OpenText['shown'] {
  const wordCount = countWords(text, locale)
  return { text, wordCount, readingMinutes: readingMinutes(wordCount) }
}

/** Compiles the Markdown of a body in a locale (BCP 47), once, when it is published. */
export const compileMarkdown = (source: string, locale: string, resolve: Resolve): CompiledText =>
  readMarkdown(source, locale).compile(resolve)

function compileOpen(read: OpenText, resolve: Resolve): CompiledText {
  const { body, html, removed, tokens, apart } = rendered(read, resolve)
  const shown = apart ? read.shown : shownOf(plainText(tokens), read.locale)
  return { body, html, ...shown, removed }
}

/** What compiling takes away of the Markdown of a body, without counting its words. */
export function removedFrom(source: string, resolve: Resolve): string[] {
  if (!mayLoseSomething.test(source)) return []
  return rendered(parsedText(source), resolve).removed
}

/**
 * Links, images and HTML begin with a bracket. What is nested too deep stands behind marks of lists and quotes, or blanks:
 * a level takes a column of a line at least, and a character four columns at most, where it is a tab.
 */
const mayLoseSomething = /[[<]|^[ \t>*+.)\d-]{20}/m

function rendered(read: ParsedText, resolve: Resolve) {
  const { body, apart, tokens, removed } = settled(read, resolve)
  const sanitised = sanitise(renderTokens(tokens))
  const shownAsText = rawHtmlTags(read.source).map((tag) => `raw HTML is shown as text: ${tag}`)
  const everything = [...removed, ...sanitised.removed, ...shownAsText]
  return { body, html: sanitised.html, removed: [...new Set(everything)], tokens, apart }
}

/** Takes links to nowhere out of a body. Where that may have made another text, it is read anew, with the links that came of it. */
function settled({ source, links, parsed }: ParsedText, resolve: Resolve): SettledText {
  const dead = links.filter(({ slug }) => resolve(slug) === null)
  const { body, apart } = withoutLinks(source, links, dead)
  if (apart) {
    return { body, apart, tokens: settleLinks(parsed.tokens, resolve), removed: parsed.removed }
  }
  return { ...settled(parsedText(body), resolve), apart }
}

interface SettledText extends Pick<OpenMarkdown, 'tokens' | 'removed'> {
  body: string
  /** Whether all but the links shows as it was read first. */
  apart: boolean
}

/** The slugs of the communities that a Markdown text links to, each once, in order; code and escapes do not count. */
export function linkedSlugs(source: string): string[] {
  return [...new Set(linksIn(source).map(({ slug }) => slug))]
}
