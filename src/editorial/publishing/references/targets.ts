import {
  bodiesOf,
  type Content,
  type ContentSection,
  type ReferenceTarget,
} from '../../../atlas/content.ts'
import { slugsIn } from '../readings.ts'

export interface PublishedTarget {
  /** The target as the document writes it: a slug, present or former, or an id. */
  written: string
  id: string
  slug: string
  sections: { id: string; slugs: string[] }[]
}

/** Which of the communities and sections that a document names are published now. */
export class Targets {
  readonly #byWritten: Map<string, PublishedTarget>

  /** `self` is the community whose document it is: it counts as published under the slug that it is about to have. */
  constructor(published: readonly PublishedTarget[], self: { id: string; slug: string }) {
    const { id, slug } = self
    const own = [slug, id].map((written) => ({ id, slug, written, sections: [] }))
    // It may have been published under another slug that its own links still use.
    const others = published.map((target) => (target.id === id ? { ...target, slug } : target))
    this.#byWritten = new Map([...others, ...own].map((target) => [target.written, target]))
  }

  community(written: string): PublishedTarget | null {
    return this.#byWritten.get(written.toLowerCase()) ?? null
  }

  /** The ends of a reference to the inside of the atlas, or null while they are not published. */
  ends(
    target: Exclude<ReferenceTarget, { url: string }>,
  ): { id: string; sectionId: string | null } | null {
    const community = this.community(target.community)
    if (!community) return null
    if (!('section' in target)) return { id: community.id, sectionId: null }
    const wanted = target.section.toLowerCase()
    const section = community.sections.find(
      ({ id, slugs }) => id === wanted || slugs.includes(wanted),
    )
    return section ? { id: community.id, sectionId: section.id } : null
  }
}

/** Every community that a document refers to or links to, as written. */
export function writtenTargets(content: Content): string[] {
  const referred = content.crossReferences.flatMap(({ target }) =>
    'url' in target ? [] : [target.community.toLowerCase()],
  )
  return [...new Set([...referred, ...linksOf(content).keys()])]
}

/** What a document needs to have so that its links are found. */
interface Linking {
  sections: Pick<ContentSection, 'id' | 'body' | 'translations'>[]
}

const known = new WeakMap<Linking, ReadonlyMap<string, string>>()

/** The communities that `[[links]]` name, each with the section where it is first linked. */
export function linksOf(content: Linking): ReadonlyMap<string, string> {
  // Publishing asks several times, and each time the Markdown would be parsed.
  const links = known.get(content) ?? linksIn(content)
  known.set(content, links)
  return links
}

function linksIn(content: Linking): ReadonlyMap<string, string> {
  const links = new Map<string, string>()
  for (const section of content.sections) {
    for (const slug of bodiesOf(section).flatMap((body) => slugsIn(content, body))) {
      if (!links.has(slug)) links.set(slug, section.id)
    }
  }
  return links
}
