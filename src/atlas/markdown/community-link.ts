import type { StateInline, Token } from 'markdown-it'
import { Slug } from '../slug.ts'

/** Where a `[[link]]` leads now. */
interface LinkTarget {
  slug: string
  href: string
}
export type Resolve = (slug: string) => LinkTarget | null

/**
 * `[[slug]]` or `[[slug|shown text]]`. The shown text is plain, on one line and free of brackets; its length is bounded
 * so that a long run of brackets costs no more than its length. Tables need `\|`, so that is understood everywhere.
 */
const pattern = /\[\[(?<slug>[a-z0-9-]{1,120})(?:\\{0,2}\|(?<shown>[^[\]|\n]{1,300}))?\]\]/

// Made once: a text may hold a hundred thousand places to try it at.
const stickyPattern = new RegExp(pattern, 'y')

interface Notation {
  raw: string
  start: number
  slug: string
  shown: string
}

function notationOf(match: RegExpExecArray): Notation | null {
  const slug = match.groups?.slug ?? ''
  const shown = (match.groups?.shown ?? slug).trim()
  if (shown === '' || !Slug.safeParse(slug).success) return null
  return { raw: match[0], start: match.index, slug, shown }
}

/** Everything in a source that is written like a link, also where it stands in code or is escaped. */
export function notationsIn(source: string): Notation[] {
  const matches = [...source.matchAll(new RegExp(pattern, 'g'))]
  return matches.map(notationOf).filter((notation) => notation !== null)
}

/** markdown-it's inline rule for `[[links]]`. They come out as links that lead nowhere yet: see `settleLinks`. */
export function communityLinkRule(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('[[', state.pos)) return false
  stickyPattern.lastIndex = state.pos
  const match = stickyPattern.exec(state.src)
  const notation = match && notationOf(match)
  if (!notation || state.pos + notation.raw.length > state.posMax) return false
  if (!silent) pushLink(state, notation)
  state.pos += notation.raw.length
  return true
}

function pushLink(state: StateInline, { slug, shown }: Notation) {
  const { links } = state.env as { links: string[] }
  links.push(slug)
  const opening = state.push('link_open', 'a', 1)
  opening.markup = openLink
  opening.info = slug
  state.push('text', '', 0).content = shown
  state.push('link_close', 'a', -1).markup = openLink
}

const openLink = '[['

export const isCommunityLink = ({ markup }: Token): boolean => markup === openLink

/** The same tokens with every `[[link]]` leading where its target is; what does not resolve is bare text. */
export const settleLinks = (tokens: Token[], resolve: Resolve): Token[] =>
  tokens.map((token) => {
    if (!token.children?.some((child) => isCommunityLink(child) || child.type === 'image')) {
      return token
    }
    return Object.assign(copyOf(token), { children: settleInline(token.children, resolve) })
  })

function settleInline(tokens: Token[], resolve: Resolve): Token[] {
  let target: LinkTarget | null = null
  return settleLinks(tokens, resolve).flatMap((token) => {
    if (!isCommunityLink(token)) return token
    // Links to communities hold no others, so the next end is this one's.
    if (token.type === 'link_close') return target ? token : []
    target = resolve(token.info)
    if (!target) return []
    const { href, slug } = target
    return Object.assign(copyOf(token), {
      attrs: [
        ['href', href],
        ['data-community', slug],
      ],
    })
  })
}

const copyOf = (token: Token): Token =>
  Object.assign(Object.create(Object.getPrototypeOf(token)), token)
