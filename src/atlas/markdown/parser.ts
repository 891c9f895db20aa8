import MarkdownIt from 'markdown-it'
import { communityLinkRule, type Resolve, settleLinks } from './community-link.ts'
import { shapeForPublic } from './public-shape.ts'

/** What one run of the parser reports. */
interface ParserRun {
  /** What the run took away, readable. */
  removed: Set<string>
  /** The slugs of its `[[links]]`, in order. */
  links: string[]
}

/** The one Markdown dialect of the atlas: CommonMark with tables and strikethrough, without raw HTML. */
export const parser = new MarkdownIt({ html: false, linkify: false, typographer: false })

// Every address becomes a link first, so that shapeForPublic can take the bad ones away and say so.
parser.validateLink = () => true
parser.inline.ruler.before('link', 'community_link', communityLinkRule)
parser.core.ruler.push('public_shape', shapeForPublic)

export type Token = ReturnType<typeof parser.parse>[number]

/** Markdown as it was parsed, its `[[links]]` leading nowhere yet. */
export interface OpenMarkdown extends ParserRun {
  tokens: Token[]
}

export function parseOpen(source: string): OpenMarkdown {
  const run: ParserRun = { removed: new Set(), links: [] }
  return { tokens: parser.parse(source, run), ...run }
}

/** Parses Markdown; without a resolver every `[[link]]` is bare text. */
export function parseMarkdown(source: string, resolve: Resolve = () => null) {
  const { tokens, removed } = parseOpen(source)
  return { tokens: settleLinks(tokens, resolve), removed }
}

/** The HTML of Markdown before sanitising. */
export const renderTokens = (tokens: Token[]): string =>
  parser.renderer.render(tokens, parser.options, {})

/** Whether two Markdown texts show the same, apart from blanks at their ends. */
export const showsTheSame = (one: string, other: string): boolean =>
  one === other || renderAlone(one) === renderAlone(other)

const renderAlone = (source: string): string =>
  renderTokens(parseMarkdown(`${source.trimEnd()}\n`).tokens)
