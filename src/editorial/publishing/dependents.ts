import type { Db } from '../../database/database.ts'
import { notFound } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import { compile } from './profile/compile.ts'
import { storeTexts } from './profile/service.ts'
import * as profiles from './profile/store.ts'
import { refreshReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { Targets, writtenTargets } from './references/targets.ts'

export interface Dependents {
  /** All whose documents name the community. */
  ids: string[]
  /** Those of them whose public texts differ now. */
  recompiled: string[]
}

/** Compiles anew what other published documents say of a community that appeared, was renamed or went. */
export async function recompileDependents(
  tx: Db,
  targetId: string,
  siteUrl: string,
  now: Date,
): Promise<Dependents> {
  const ids = await references.listDependents(tx, targetId)
  const recompiled: string[] = []
  for (const id of ids) {
    if (await recompile(tx, id, siteUrl, now)) recompiled.push(id)
  }
  return { ids, recompiled }
}

/** Compiles a published document anew as its targets are now; answers whether its public texts differ. */
export async function recompile(tx: Db, id: string, siteUrl: string, now: Date): Promise<boolean> {
  const published = await profiles.findPublished(tx, id)
  if (!published) throw notFound('community', id)
  const content = await drafts.getContent(tx, { id }, published.revision)
  const found = await references.listPublishedTargets(tx, writtenTargets(content))
  const targets = new Targets(found, published)
  const { community } = compile(content, targets, siteUrl)
  const changed = await storeTexts(tx, published, community.sections, now)
  await refreshReferences(tx, id, content, targets)
  return changed
}
