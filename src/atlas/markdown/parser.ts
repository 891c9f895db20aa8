import MarkdownIt from 'markdown-it'
import { communityLinkRule, type Resolve } from './community-link.ts'
import { shapeForPublic } from './public-shape.ts'

/** What one run of the parser is given and what it reports. */
interface ParserRun {
  resolve: Resolve
  /** What the run took away, readable. */
  removed: Set<string>
}

/** The one Markdown dialect of the atlas: CommonMark with tables and strikethrough, without raw HTML. */
export const parser = new MarkdownIt({ html: false, linkify: false, typographer: false })

// Every address becomes a link first, so that shapeForPublic can take the bad ones away and say so.
parser.validateLink = () => true
parser.inline.ruler.before('link', 'community_link', communityLinkRule)
parser.core.ruler.push('public_shape', shapeForPublic)

export type Token = ReturnType<typeof parser.parse>[number]

/** Parses Markdown; without a resolver every `[[link]]` is bare text. */
export function parseMarkdown(source: string, resolve: Resolve = () => null) {
  const run: ParserRun = { resolve, removed: new Set() }
  return { tokens: parser.parse(source, run), removed: run.removed }
}

/** The HTML of Markdown before sanitising. */
export const renderTokens = (tokens: Token[]): string =>
  parser.renderer.render(tokens, parser.options, {})

/** Whether two Markdown texts show the same, apart from blanks at their ends. */
export const showsTheSame = (one: string, other: string): boolean =>
  one === other || renderAlone(one) === renderAlone(other)

const renderAlone = (source: string): string =>
  renderTokens(parseMarkdown(`${source.trimEnd()}\n`).tokens)
