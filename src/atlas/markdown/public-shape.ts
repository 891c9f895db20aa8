import type { StateCore, Token } from 'markdown-it'
import { isCommunityLink } from './community-link.ts'

interface Run {
  removed: Set<string>
}

const linkSchemes = ['http', 'https', 'mailto']
const imageSchemes = ['http', 'https']

/** The `maxNesting` of markdown-it's default preset. */
const nestingLimit = 100

/** Whether a token stands so deep that markdown-it leaves out what follows inside it. */
export const reachesNestingLimit = ({ level }: Token): boolean => level >= nestingLimit - 1

/** markdown-it's last core rule: makes its tokens fit for a public page and reports what that took away. */
export function shapeForPublic(state: StateCore): void {
  const run = state.env as Run
  shiftHeadings(state.tokens)
  reportDepth(state.tokens, run)
  for (const token of state.tokens) {
    if (token.type === 'inline' && token.children) shapeInline(token.children, run)
  }
}

/** The highest heading of a body becomes `h3`, one below its section's own, so that no level is skipped. */
function shiftHeadings(tokens: Token[]) {
  const headings = tokens.filter((token) => token.type.startsWith('heading_'))
  const levels = headings.map((token) => Number(token.tag.slice(1)))
  const highest = levels.reduce((least, level) => Math.min(least, level), 6)
  for (const [index, token] of headings.entries()) {
    token.tag = `h${Math.min(6, 3 + (levels[index] ?? highest) - highest)}`
  }
}

/** markdown-it leaves out what is nested deeper than its limit; that must not go unsaid. */
function reportDepth(tokens: Token[], { removed }: Run) {
  if (tokens.some(reachesNestingLimit))
    removed.add(`text nested deeper than ${nestingLimit} levels`)
}

function shapeInline(tokens: Token[], run: Run) {
  const openLinks: Token[] = []
  for (const token of tokens) {
    if (token.type === 'link_open') openLinks.push(shapeLink(token, run))
    if (token.type === 'link_close') token.hidden = openLinks.pop()?.hidden ?? false
    if (token.type === 's_open' || token.type === 's_close') token.tag = 'del'
    if (token.type === 'image') shapeImage(token, run)
  }
}

function shapeLink(token: Token, { removed }: Run): Token {
  if (isCommunityLink(token)) return token
  const href = String(token.attrGet('href') ?? '')
  const scheme = schemeOf(href)
  if (scheme !== null && !linkSchemes.includes(scheme)) {
    removed.add(`${scheme}: link`)
    token.hidden = true
  } else if (scheme !== null || /^[/\\]{2}/.test(href)) {
    token.attrSet('rel', 'noopener')
  }
  return token
}

function shapeImage(token: Token, { removed }: Run) {
  const scheme = schemeOf(String(token.attrGet('src') ?? ''))
  if (scheme !== null && imageSchemes.includes(scheme)) return
  removed.add(scheme === null ? 'image without an http(s) address' : `${scheme}: image`)
  token.content = plainAlt(token.children ?? [])
  token.type = 'text'
  token.children = null
}

/** The scheme of an address as a browser sees it: control characters and blanks in it do not count. */
function schemeOf(address: string): string | null {
  const bare = address.replace(/%0[9ad]|[^!-~]/gi, '')
  return /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase() ?? null
}

const plainAlt = (children: Token[]): string =>
  children
    .map((child) => (child.type === 'image' ? plainAlt(child.children ?? []) : child.content))
    .join('')
