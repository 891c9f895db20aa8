import type { Db } from '../../database/database.ts'
import { compileTexts } from './profile/compile.ts'
import { storeTexts } from './profile/service.ts'
import { type Naming, namedIn } from './references/naming.ts'
import { refreshReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { Targets } from './references/targets.ts'

export interface Dependents {
  /** All whose documents name one of the communities, but those apart. */
  ids: string[]
  /** Whose public texts differ now. */
  recompiled: string[]
  /** Those of them in whose texts other words stand now. */
  reworded: string[]
}

/**
 * Compiles anew what other published documents say of communities that appeared, were renamed or went, and nothing else
 * of them. Those `apart` are not looked at.
 */
export async function recompileDependents(
  tx: Db,
  targetIds: string[],
  siteUrl: string,
  now: Date,
  apart: readonly string[],
): Promise<Dependents> {
  if (targetIds.length === 0) return { ids: [], recompiled: [], reworded: [] }
  const former = await references.listFormerNames(tx, targetIds)
  const names = [...targetIds, ...[...former.values()].flat()]
  const naming = await references.listNaming(tx, names, apart)
  if (naming.length === 0) return { ids: [], recompiled: [], reworded: [] }
  const documents = await withTargets(tx, naming)
  const sections = documents.flatMap((document) =>
    linkingSections(document).map((section) => ({
      communityId: document.id,
      id: section.id,
      texts: compileTexts(document, section, document.targets, siteUrl),
    })),
  )
  const { changed, reworded } = await storeTexts(tx, sections, now)
  await refreshReferences(tx, documents)
  const having = (some: Set<string>) => [
    ...new Set(sections.flatMap(({ id, communityId }) => (some.has(id) ? [communityId] : []))),
  ]
  return {
    ids: naming.map(({ id }) => id),
    recompiled: having(changed),
    reworded: having(reworded),
  }
}

/** The sections that may link to what is named: to compile one too many costs time, one too few would be wrong. */
function linkingSections({ sections, linkIds }: Naming) {
  const notations = [...linkIds.keys()].map((name) => `[[${name}`)
  return sections.filter(({ body, translations }) => {
    const bodies = [body, ...Object.values(translations).map((text) => text.body)]
    return bodies.some((source) => notations.some((notation) => source.includes(notation)))
  })
}

/** Finds what is published of all that matters in these documents. */
async function withTargets(tx: Db, naming: Naming[]): Promise<(Naming & { targets: Targets })[]> {
  const named = naming.map((document) => namedIn(document, linkingSections(document)))
  const written = [...new Set(named.flatMap((some) => some.written))]
  const published = await references.listPublishedTargets(
    tx,
    written,
    named.flatMap((some) => some.inSections),
  )
  const byName = new Map(published.map((target) => [target.written, target]))
  return naming.map((document, index) => {
    const found = named[index]?.written.flatMap((name) => byName.get(name) ?? []) ?? []
    return { ...document, targets: new Targets(found, document) }
  })
}
