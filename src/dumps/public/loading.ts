import { communitiesTag, regionsTag } from '../../atlas/cache-tags.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { restoreDrafts, restoreFormerSlugs } from '../../editorial/drafts/restoring.ts'
import { endFeed, insertSlugs, restoreProfiles } from '../../editorial/publishing/restoring.ts'
import { gathered, storeTogether } from '../chunk.ts'
import { requireEmpty } from '../emptiness.ts'
import type { DumpLine } from '../file.ts'
import { analyze } from '../store.ts'
import { requireSameExport } from './comparing.ts'
import { communitiesOf, type Manifest, manifestOf, type RegionItem } from './lines.ts'
import { placeAll } from './placing.ts'
import { readProfiles } from './reading.ts'
import { joinReferences } from './references.ts'

/** What must be empty: a key, and the record of who made it, may be there. */
const emptyTables = [
  ...['editorial.draft', 'editorial.draft_slug', 'editorial.region_revision'],
  ...['published.community', 'published.community_slug', 'published.change', 'published.tombstone'],
]

const profilesAtOnce = 64

export interface PublicLoading {
  siteUrl: string
  by: Authorship
  done: (lines: number, of: number) => void
}

/**
 * Makes an empty atlas one that shows what a public dump shows, in an open transaction. Every community has one
 * revision, and the feed begins after all of them. Throws a `DumpFault`.
 */
export async function loadPublic(
  tx: Db,
  file: string,
  manifestLine: DumpLine,
  { siteUrl, by, done }: PublicLoading,
): Promise<Manifest['counts']> {
  const { counts, at } = manifestOf(file, manifestLine)
  await requireEmpty(tx, file, emptyTables)
  const first = await placeAll(tx, file, at === null ? by.now : new Date(at))
  let steps = 0
  // Each community is stored first, and then joined to the others.
  const step = (communities: number) => {
    steps += communities
    done(steps, 2 * counts.communities)
  }
  await storeProfiles(tx, file, { siteUrl, by }, step)
  await analyze(tx, [...emptyTables, 'editorial.revision', 'editorial.standing_reference'])
  await joinReferences(tx, file, step)
  if (at !== null && first) await beginFeed(tx, first, new Date(at))
  await requireSameExport(tx, file)
  return counts
}

async function storeProfiles(
  tx: Db,
  file: string,
  { siteUrl, by }: Pick<PublicLoading, 'siteUrl' | 'by'>,
  step: (communities: number) => void,
): Promise<void> {
  const former = new Map<string, string>()
  for await (const group of gathered(communitiesOf(file), profilesAtOnce)) {
    const items = await readProfiles(tx, file, group)
    await storeTogether(tx, file, items, async (some) => {
      const profiles = some.map(({ profile }) => profile)
      await restoreDrafts(tx, profiles, by)
      await restoreProfiles(tx, profiles, siteUrl)
    })
    for (const { slug, id } of items.flatMap(({ profile }) => profile.former)) former.set(slug, id)
    step(group.length)
  }
  const slugs = [...former].map(([slug, id]) => ({ slug, id }))
  await restoreFormerSlugs(tx, slugs)
  await insertSlugs(tx, slugs)
}

/** Numbers go on from this change, which is the last one that the dump has seen. */
async function beginFeed(tx: Db, { resource }: RegionItem, at: Date): Promise<void> {
  const { id, slug, kind } = resource
  await endFeed(tx, {
    ...{ op: 'updated', type: 'region', id, slug, kind, revision: null, regionIds: [id], at },
    tags: [communitiesTag, regionsTag],
  })
}
