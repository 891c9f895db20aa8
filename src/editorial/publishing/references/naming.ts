import { z } from 'zod'
import { bodiesOf, Content, ContentReference, ContentSection } from '../../../atlas/content.ts'
import { linkedSlugs } from '../../../atlas/markdown/markdown.ts'

const named = { id: true, slug: true, heading: true, translations: true } as const

/** A section; where its document does not link to what is asked for, or it has no links, without its texts. */
const Section = z.object({ ...ContentSection.pick(named).shape, body: z.string().default('') })
export type Section = z.infer<typeof Section>

/** A published document that names some communities, as far as it has to do with them. */
export const Naming = z.object({
  id: z.string(),
  slug: z.string(),
  defaultLocale: Content.shape.defaultLocale,
  /** None where neither its links nor its references need any. */
  sections: z.array(Section),
  crossReferences: z.array(ContentReference),
  /** Of those of its references, and links, that name one of the communities. */
  referenceIds: z.array(z.string()).transform((ids) => new Set(ids)),
  /** The ids of those links, by their target. */
  linkIds: z.record(z.string(), z.string()).transform((ids) => new Map(Object.entries(ids))),
})
export type Naming = z.infer<typeof Naming>

/** What has to be known to say anew what the document says of these communities, in some of its sections. */
export function namedIn(
  { crossReferences, referenceIds, linkIds }: Naming,
  sections: Section[],
): { written: string[]; inSections: string[] } {
  const referred = crossReferences.flatMap(({ id, target }) =>
    referenceIds.has(id) && !('url' in target) ? [target] : [],
  )
  const nameOf = ({ community }: { community: string }) => community.toLowerCase()
  const linked = sections.flatMap(bodiesOf).flatMap(linkedSlugs)
  return {
    written: [...new Set([...referred.map(nameOf), ...linkIds.keys(), ...linked])],
    inSections: referred.filter((target) => 'section' in target).map(nameOf),
  }
}
