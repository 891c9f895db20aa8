import type { Entry } from './store.ts'
import { element, empty, escapeXml, xmlDocument } from './xml.ts'

interface Feed {
  /** Never changes, wherever the feed is read. */
  id: string
  title: string
  /** Where it is read, where that is known. */
  self: string | null
  /** The pages that render the atlas, without a slash at the end. */
  siteUrl: string
  entries: Entry[]
}

/** The time of a feed in which nothing has happened yet. */
const never = '1970-01-01T00:00:00Z'

/** An Atom feed (RFC 4287) of profiles. */
export function atomFeed({ id, title, self, siteUrl, entries }: Feed): string {
  const parts = [
    element('id', id),
    element('title', title),
    element('updated', entries[0]?.updatedAt ?? never),
    `<author>${element('name', 'The Culture Atlas')}</author>`,
    empty('link', { rel: 'alternate', type: 'text/html', href: `${siteUrl}/` }),
    ...(self === null ? [] : [empty('link', { rel: 'self', href: self })]),
    ...entries.map((entry) => atomEntry(entry, siteUrl)),
  ]
  return xmlDocument(`<feed xmlns="http://www.w3.org/2005/Atom">\n${parts.join('\n')}\n</feed>`)
}

function atomEntry(entry: Entry, siteUrl: string): string {
  const { id, slug, title, tagline, locale, tags, publishedAt, updatedAt } = entry
  const href = `${siteUrl}/communities/${slug}`
  return [
    `<entry xml:lang="${escapeXml(locale)}">`,
    element('id', `urn:uuid:${id}`),
    element('title', title),
    element('summary', tagline),
    element('published', publishedAt),
    element('updated', updatedAt),
    empty('link', { rel: 'alternate', type: 'text/html', href }),
    ...tags.map((term) => empty('category', { term })),
    '</entry>',
  ].join('')
}
