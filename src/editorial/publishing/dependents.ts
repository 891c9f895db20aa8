import { bodiesOf } from '../../atlas/content.ts'
import type { Db } from '../../database/database.ts'
import { compileTexts } from './profile/compile.ts'
import { storeTexts } from './profile/service.ts'
import { type Naming, namedIn, type Section } from './references/naming.ts'
import { targetsNamed } from './references/published.ts'
import { refreshReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { Targets } from './references/targets.ts'

export interface Recompilation {
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
): Promise<Recompilation> {
  if (targetIds.length === 0) return { ids: [], recompiled: [], reworded: [] }
  const former = await references.listFormerNames(tx, targetIds)
  const names = [...targetIds, ...[...former.values()].flat()]
  const naming = await references.listNaming(tx, names, apart)
  if (naming.length === 0) return { ids: [], recompiled: [], reworded: [] }
  const dependents = await withTargets(tx, naming)
  const sections = dependents.flatMap(({ document, linking, targets }) =>
    linking.map((section) => ({
      communityId: document.id,
      id: section.id,
      texts: compileTexts(document, section, targets, siteUrl).texts,
    })),
  )
  const { changed, reworded } = await storeTexts(tx, sections, now)
  await refreshReferences(tx, dependents)
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
function linkingSections({ sections, linkIds }: Naming): Section[] {
  const notations = [...linkIds.keys()].map((name) => `[[${name}`)
  return sections.filter((section) =>
    bodiesOf(section).some((body) => notations.some((notation) => body.includes(notation))),
  )
}

interface Dependent {
  document: Naming
  linking: Section[]
  targets: Targets
}

/** Finds what is published of all that matters in these documents. */
async function withTargets(tx: Db, naming: Naming[]): Promise<Dependent[]> {
  const documents = naming.map((document) => {
    const linking = linkingSections(document)
    return { document, linking, named: namedIn(document, linking) }
  })
  const found = await targetsNamed(
    tx,
    documents.flatMap(({ named }) => named.written),
    documents.flatMap(({ named }) => named.inSections),
  )
  return documents.map(({ named, ...dependent }) => ({
    ...dependent,
    targets: new Targets(found(named.written), dependent.document),
  }))
}
