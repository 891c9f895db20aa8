import type { Content, ContentReference, ContentSection } from '../../../atlas/content.ts'
import {
  canonicalRelation,
  isSymmetric,
  type Relation,
} from '../../../atlas/vocabularies/relations.ts'
import { linksOf, type Targets } from './targets.ts'

/** A public edge in its canonical direction; what makes two edges the same one. */
interface EdgeEnds {
  relation: Relation
  fromId: string
  fromSectionId: string | null
  toId: string | null
  toSectionId: string | null
  toUrl: string | null
  toLabel: string | null
}

/** What a document says in favour of one edge. */
export interface Assertion extends EdgeEnds {
  id: string
  communityId: string
  sectionId: string | null
  quote: string | null
  note: string | null
  position: number
  linked: boolean
}

interface End {
  id: string
  sectionId: string | null
}

/**
 * All that a community's document asserts about targets that are published now: its cross-references, then a
 * `mentions` for each `[[link]]`, under the id that `linkIds` keeps for it.
 */
export function assertionsOf(
  communityId: string,
  content: {
    crossReferences: Content['crossReferences']
    sections: Pick<ContentSection, 'id' | 'slug' | 'body' | 'translations'>[]
  },
  targets: Targets,
  linkIds: ReadonlyMap<string, string>,
): Assertion[] {
  const self: End = { id: communityId, sectionId: null }
  const sectionIds = new Map(content.sections.map(({ id, slug }) => [slug, id]))
  const stated = content.crossReferences.flatMap((reference, position): Assertion[] => {
    const edge = edgeOf(self, reference, targets)
    if (!edge) return []
    const { id, section, quote, note } = reference
    const sectionId = (section !== null && sectionIds.get(section)) || null
    return [{ id, communityId, sectionId, quote, note, position, linked: false, ...edge }]
  })
  const linked = [...linksOf(content)].flatMap(([slug, sectionId], index): Assertion[] => {
    const target = targets.community(slug)
    const id = linkIds.get(slug)
    if (!target || !id || target.id === communityId) return []
    const edge = directed('mentions', self, { id: target.id, sectionId: null })
    const position = content.crossReferences.length + index
    const common = { id, communityId, sectionId, position }
    return [{ quote: null, note: null, linked: true, ...common, ...edge }]
  })
  return [...stated, ...linked]
}

function edgeOf(
  self: End,
  { relation, target }: ContentReference,
  targets: Targets,
): EdgeEnds | null {
  if ('url' in target) {
    const outside = { toId: null, toSectionId: null, toUrl: target.url, toLabel: target.label }
    return { relation, fromId: self.id, fromSectionId: null, ...outside }
  }
  const end = targets.ends(target)
  // A reference by a former slug may turn out to lead home; a community does not refer to itself.
  return end && end.id !== self.id ? directed(relation, self, end) : null
}

function directed(asserted: Relation, self: End, other: End): EdgeEnds {
  const { relation, swapped } = canonicalRelation(asserted)
  const reversed = isSymmetric(relation) ? other.id < self.id : swapped
  const [from, to] = reversed ? [other, self] : [self, other]
  return {
    relation,
    fromId: from.id,
    fromSectionId: from.sectionId,
    toId: to.id,
    toSectionId: to.sectionId,
    toUrl: null,
    toLabel: null,
  }
}
