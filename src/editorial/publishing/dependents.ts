import type { Db } from '../../database/database.ts'
import { notFound } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import { compile } from './profile/compile.ts'
import { storeTexts } from './profile/service.ts'
import * as profiles from './profile/store.ts'
import { refreshReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { Targets, writtenTargets } from './references/targets.ts'

export interface Dependent {
  id: string
  slug: string
  kind: string
  revision: number
  regionIds: string[]
  /** Whether its public texts differ now. */
  changed: boolean
}

/** Compiles anew what other published documents say of a community that appeared, was renamed or went. */
export async function recompileDependents(
  tx: Db,
  targetId: string,
  siteUrl: string,
  now: Date,
): Promise<Dependent[]> {
  const dependents: Dependent[] = []
  for (const id of await references.listDependents(tx, targetId)) {
    dependents.push(await recompile(tx, id, siteUrl, now))
  }
  return dependents
}

async function recompile(tx: Db, id: string, siteUrl: string, now: Date): Promise<Dependent> {
  const published = await profiles.findPublished(tx, id)
  if (!published) throw notFound('community', id)
  const content = await drafts.getContent(tx, { id }, published.revision)
  const found = await references.listPublishedTargets(tx, writtenTargets(content))
  const targets = new Targets(found, published)
  const { community } = compile(content, targets, siteUrl)
  const changed = await storeTexts(tx, published, community.sections, now)
  await refreshReferences(tx, id, content, targets)
  const { slug, kind, revision, regions } = published
  return { id, slug, kind, revision, regionIds: regions.map(({ regionId }) => regionId), changed }
}
