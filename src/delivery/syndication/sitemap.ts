import type { Page } from './store.ts'
import { element, xmlDocument } from './xml.ts'

/** The most that the protocol of sitemaps allows in one file. */
export const mostPerSitemap = 50_000

const namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

/** The pages of communities, for search engines. */
export const sitemap = (pages: Page[], siteUrl: string): string =>
  xmlDocument(
    `<urlset ${namespace}>\n${pages.map((page) => entryOf(page, siteUrl)).join('\n')}\n</urlset>`,
  )

const entryOf = ({ slug, updatedAt }: Page, siteUrl: string) =>
  `<url>${element('loc', `${siteUrl}/communities/${slug}`)}${element('lastmod', updatedAt)}</url>`

/** Where the parts of a sitemap are that has too many pages for one file. */
export function sitemapIndex(pages: number, baseUrl: string): string {
  const parts = Array.from({ length: Math.ceil(pages / mostPerSitemap) }, (_, part) =>
    element('loc', `${baseUrl}/sitemaps/${part + 1}.xml`),
  )
  const entries = parts.map((loc) => `<sitemap>${loc}</sitemap>`).join('\n')
  return xmlDocument(`<sitemapindex ${namespace}>\n${entries}\n</sitemapindex>`)
}

/** What crawlers are told: everything public may be read. */
export const robots = (baseUrl: string): string =>
  `User-agent: *\nDisallow: /v1/editorial\nAllow: /\n\nSitemap: ${baseUrl}/sitemap.xml\n`
