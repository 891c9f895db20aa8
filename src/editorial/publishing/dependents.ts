import type { Db } from '../../database/database.ts'
import { notFound } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import { compile } from './profile/compile.ts'
import { storeTexts } from './profile/service.ts'
import * as profiles from './profile/store.ts'
import { refreshReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { Targets, writtenTargets } from './references/targets.ts'

/** Another community's public texts, compiled anew. */
export interface Recompiled {
  id: string
  slug: string
  kind: string
  revision: number
  regionIds: string[]
}

export interface Dependents {
  /** All whose documents name the community. */
  ids: string[]
  /** Those of them whose public texts differ now. */
  recompiled: Recompiled[]
}

/** Compiles anew what other published documents say of a community that appeared, was renamed or went. */
export async function recompileDependents(
  tx: Db,
  targetId: string,
  siteUrl: string,
  now: Date,
): Promise<Dependents> {
  const ids = await references.listDependents(tx, targetId)
  const recompiled: Recompiled[] = []
  for (const id of ids) {
    const changed = await recompile(tx, id, siteUrl, now)
    if (changed) recompiled.push(changed)
  }
  return { ids, recompiled }
}

/** Null where the public texts stay as they are. */
async function recompile(
  tx: Db,
  id: string,
  siteUrl: string,
  now: Date,
): Promise<Recompiled | null> {
  const published = await profiles.findPublished(tx, id)
  if (!published) throw notFound('community', id)
  const content = await drafts.getContent(tx, { id }, published.revision)
  const found = await references.listPublishedTargets(tx, writtenTargets(content))
  const targets = new Targets(found, published)
  const { community } = compile(content, targets, siteUrl)
  const changed = await storeTexts(tx, published, community.sections, now)
  await refreshReferences(tx, id, content, targets)
  if (!changed) return null
  const { slug, kind, revision, regions } = published
  return { id, slug, kind, revision, regionIds: regions.map(({ regionId }) => regionId) }
}
