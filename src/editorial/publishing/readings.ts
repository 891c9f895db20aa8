import type { Content } from '../../atlas/content.ts'
import { linkedSlugs, type ReadText, readMarkdown } from '../../atlas/markdown/markdown.ts'

/** Bodies that were read before their community is published, by the body. */
export type Readings = Map<string, ReadText>

const kept = new WeakMap<object, Readings>()

/** Lets what is known of the bodies of a content be known until they are compiled. */
export function keepReadings(content: Content, readings: Readings): void {
  kept.set(content, readings)
}

/** Takes what is known of a body of a content, or else finds it out. */
export function takeReading(content: object, body: string, locale: string): ReadText {
  const readings = kept.get(content)
  const reading = readings?.get(body)
  if (reading?.locale !== locale) return readMarkdown(body, locale)
  // A body is mostly compiled once, and its tokens take more memory than it does.
  readings?.delete(body)
  return reading
}

/** The slugs of the communities that a body of a content links to, each once, in order. */
export function slugsIn(content: object, body: string): string[] {
  const links = kept.get(content)?.get(body)?.links
  return links ? [...new Set(links.map(({ slug }) => slug))] : linkedSlugs(body)
}
