import type { ContentSection } from '../../atlas/content.ts'
import type { Db } from '../../database/database.ts'
import { listContents } from '../drafts/service.ts'
import { compileSections } from './profile/compile.ts'
import { storeTexts } from './profile/service.ts'
import * as profiles from './profile/store.ts'
import { listTargets } from './references/published.ts'
import { refreshReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { Targets } from './references/targets.ts'

/** Ids of communities. */
export interface Recompiled {
  /** Whose public texts differ now. */
  recompiled: string[]
  /** Those of them in whose texts other words stand now. */
  reworded: string[]
}

export interface Dependents extends Recompiled {
  /** All whose documents name one of the communities. */
  ids: string[]
}

/**
 * Compiles anew what other published documents say of communities that appeared, were renamed or went. These
 * themselves, and those `apart`, are not looked at.
 */
export async function recompileDependents(
  tx: Db,
  targetIds: string[],
  siteUrl: string,
  now: Date,
  apart: readonly string[] = [],
): Promise<Dependents> {
  if (targetIds.length === 0) return { ids: [], recompiled: [], reworded: [] }
  const former = await references.listFormerNames(tx, targetIds)
  const names = [...targetIds, ...[...former.values()].flat()]
  const naming = await references.listNaming(tx, names)
  const ids = naming.filter((id) => !targetIds.includes(id) && !apart.includes(id))
  return { ids, ...(await recompile(tx, ids, siteUrl, now, linksTo(names))) }
}

/** Whether a section may link to one of these: to compile one too many costs time, one too few would be wrong. */
const linksTo =
  (names: readonly string[]) =>
  ({ body, translations }: ContentSection): boolean => {
    const bodies = [body, ...Object.values(translations).map((text) => text.body)]
    return bodies.some(
      (source) => source.includes('[[') && names.some((name) => source.includes(`[[${name}`)),
    )
  }

/** Compiles published documents anew as their targets are now, as far as their sections are `wanted`. */
export async function recompile(
  tx: Db,
  ids: string[],
  siteUrl: string,
  now: Date,
  wanted: (section: ContentSection) => boolean = () => true,
): Promise<Recompiled> {
  if (ids.length === 0) return { recompiled: [], reworded: [] }
  const heads = await profiles.listHeads(tx, ids)
  const contents = await listContents(
    tx,
    heads.map(({ id, revision: number }) => ({ id, number })),
  )
  const found = await listTargets(tx, [...contents.values()])
  const documents = heads.flatMap(({ id, slug }) => {
    const content = contents.get(id)
    return content ? [{ id, content, targets: new Targets(found(content), { id, slug }) }] : []
  })
  const compiled = documents.map(({ id, content, targets }) => ({
    id,
    sections: compileSections(content, targets, siteUrl, wanted).sections,
  }))
  const { changed, reworded } = await storeTexts(
    tx,
    compiled.flatMap(({ sections }) => sections),
    now,
  )
  await refreshReferences(tx, documents)
  const having = (some: Set<string>) =>
    compiled
      .filter(({ sections }) => sections.some((section) => some.has(section.id)))
      .map(({ id }) => id)
  return { recompiled: having(changed), reworded: having(reworded) }
}
