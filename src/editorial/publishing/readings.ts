import type { Content } from '../../atlas/content.ts'
import { linkedSlugs, type ReadText, readMarkdown } from '../../atlas/markdown/markdown.ts'

/** Bodies that were read before their community is published, by the body. */
export type Readings = ReadonlyMap<string, ReadText>

const kept = new WeakMap<Content, Readings>()

/** Lets what is known of the bodies of a content be known as long as the content itself. */
export function keepReadings(content: Content, readings: Readings): void {
  kept.set(content, readings)
}

/** What is known of a body of a content, or else found out now and not kept. */
export function readingOf(content: Content, body: string, locale: string): ReadText {
  const reading = kept.get(content)?.get(body)
  return reading?.locale === locale ? reading : readMarkdown(body, locale)
}

/** The slugs of the communities that a body of a content links to, each once, in order. */
export function slugsIn(content: Content, body: string): string[] {
  const links = kept.get(content)?.get(body)?.links
  return links ? [...new Set(links.map(({ slug }) => slug))] : linkedSlugs(body)
}
