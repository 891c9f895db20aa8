import type { Content, ContentReference } from '../../atlas/content.ts'

/** Which communities the references of two documents mean, by what is written. */
export type Meanings = ReadonlyMap<string, string>

/** What one community leaves to another one. */
export interface Legacy {
  /** Both communities: a reference from one to the other would lead home. */
  ids: readonly string[]
  crossReferences: ContentReference[]
  /** What the source is and was called. */
  names: string[]
}

/** A document with what another community leaves to it: its outgoing references, and its names as aliases. */
export function joined(content: Content, legacy: Legacy, meanings: Meanings): Content {
  const leadsAway = (reference: ContentReference) =>
    !legacy.ids.includes(endOf(reference, meanings).id)
  const own = content.crossReferences.filter(leadsAway)
  const known = new Set(own.map((reference) => factOf(reference, meanings)))
  const added = legacy.crossReferences.filter(
    (reference) => leadsAway(reference) && !known.has(factOf(reference, meanings)),
  )
  const sections = new Set(content.sections.map(({ slug }) => slug))
  // The section that bore a reference out may have stayed behind.
  const settled = added.map((reference) =>
    sections.has(reference.section ?? '') ? reference : { ...reference, section: null },
  )
  return {
    ...content,
    aliases: aliasesOf(content, legacy.names),
    crossReferences: [...own, ...settled],
  }
}

/** Two ways to write one target, such as its id and its slug, are the same fact. */
function factOf(reference: ContentReference, meanings: Meanings): string {
  const { id, section } = endOf(reference, meanings)
  return [reference.relation, id, section].join(' ')
}

function endOf({ target }: ContentReference, meanings: Meanings): { id: string; section: string } {
  if ('url' in target) return { id: target.url, section: '' }
  const id = meanings.get(target.community) ?? target.community
  return { id, section: 'section' in target ? target.section : '' }
}

function aliasesOf({ title, aliases }: Content, names: string[]): string[] {
  const known = new Set([title, ...aliases].map((name) => name.toLowerCase()))
  const added = names.filter((name) => {
    const isNew = !known.has(name.toLowerCase())
    known.add(name.toLowerCase())
    return isNew
  })
  return [...aliases, ...added]
}

/** Every community that these references name, as written. */
export const namedIn = (references: ContentReference[]): string[] =>
  references.flatMap(({ target }) => ('url' in target ? [] : [target.community]))
