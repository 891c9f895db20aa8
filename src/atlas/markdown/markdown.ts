import type { Resolve } from './community-link.ts'
import { linksIn, withoutDeadLinks } from './links.ts'
import { parseMarkdown, renderTokens } from './parser.ts'
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

/** Compiles the Markdown of a body in a locale (BCP 47), once, when it is published. */
export function compileMarkdown(source: string, locale: string, resolve: Resolve): CompiledText {
  const body = withoutDeadLinks(source, resolve)
  const { tokens, removed } = parseMarkdown(body, resolve)
  const sanitised = sanitise(renderTokens(tokens))
  const text = plainText(tokens)
  const wordCount = countWords(text, locale)
  return {
    body,
    html: sanitised.html,
    text,
    wordCount,
    readingMinutes: readingMinutes(wordCount),
    removed: allOf(removed, sanitised.removed, source),
  }
}

/** What compiling takes away of the Markdown of a body, without compiling it. */
export function removedFrom(source: string, resolve: Resolve): string[] {
  if (!mayLoseSomething.test(source)) return []
  const { tokens, removed } = parseMarkdown(withoutDeadLinks(source, resolve), resolve)
  return allOf(removed, sanitise(renderTokens(tokens)).removed, source)
}

/**
 * Links, images and HTML begin with a bracket. What is nested too deep stands behind marks of lists and quotes, or blanks:
 * a level takes a column of a line at least, and a character four columns at most, where it is a tab.
 */
const mayLoseSomething = /[[<]|^[ \t>*+.)\d-]{20}/m

function allOf(parsing: Iterable<string>, sanitising: string[], source: string): string[] {
  const shownAsText = rawHtmlTags(source).map((tag) => `raw HTML is shown as text: ${tag}`)
  return [...new Set([...parsing, ...sanitising, ...shownAsText])]
}

/** The slugs of the communities that a Markdown text links to, each once, in order; code and escapes do not count. */
export function linkedSlugs(source: string): string[] {
  return [...new Set(linksIn(source).map(({ slug }) => slug))]
}
