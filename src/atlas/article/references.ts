import { communityPage } from '../published/addresses.ts'
import type { PublishedReference, ReferenceEnd } from '../published/profile.ts'
import { element, escaped, inEnglish } from './markup.ts'

/** A cross-reference as an item of a list: what it says, where it leads, and the words that bear it out. */
export function referenceItem(
  { relation, label, target, quote, note }: PublishedReference,
  locale: string,
  siteUrl: string,
): string {
  const parts = [
    inEnglish(label, locale),
    linkTo(target, siteUrl),
    quote === null ? '' : element('q', {}, escaped(quote)),
    note === null ? '' : escaped(note),
  ]
  const content = parts.filter((part) => part !== '').join(' ')
  return element('li', { 'data-relation': relation }, content)
}

function linkTo(target: ReferenceEnd, siteUrl: string): string {
  if (target.type === 'external') {
    return element('a', { href: target.url, rel: 'noopener' }, escaped(target.label ?? target.url))
  }
  if (target.type === 'community') return link(target.slug, '', target.title, siteUrl)
  const { community, slug, title } = target
  return link(community.slug, `#${slug}`, `${community.title}: ${title}`, siteUrl)
}

const link = (community: string, fragment: string, shown: string, siteUrl: string): string =>
  element(
    'a',
    { href: communityPage(siteUrl, community) + fragment, 'data-community': community },
    escaped(shown),
  )
