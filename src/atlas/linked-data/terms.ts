import { skos } from '../vocabularies/entry.ts'
import {
  type Relation,
  type RelationEntry,
  relations,
  relationValues,
} from '../vocabularies/relations.ts'

/** The name of what no other vocabulary names. It is the same wherever the atlas is served. */
export const ownTerm = (name: string): string => `urn:culture-atlas:term:${name}`

/** What a resource of the atlas is called for good, by its id. */
export const idOf = (id: string): string => `urn:uuid:${id}`

/** What the profile of a community is called: a text, while the community's own id is that of the community. */
export const profileIdOf = (communityId: string): string => `${idOf(communityId)}#profile`

/** The property that stands for a relation, and its IRI: that of SKOS where it has one, else the atlas's own. */
export function relationTerm(relation: Relation): { term: string; iri: string } {
  const { equivalents = [] }: RelationEntry = relations[relation]
  const iri = equivalents.find((equivalent) => equivalent.startsWith(skos('')))
  if (iri) return { term: iri.slice(skos('').length), iri }
  const term = relation.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return { term, iri: ownTerm(relation) }
}

/** The properties of all relations, each once, by their names in the context. */
export const relationTerms: Readonly<Record<string, string>> = Object.fromEntries(
  relationValues.map(relationTerm).map(({ term, iri }) => [term, iri]),
)
