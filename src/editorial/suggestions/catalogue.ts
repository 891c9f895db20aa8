import { isDeepStrictEqual } from 'node:util'
import { indexNames, type NameEntry, type NameIndex } from '../../atlas/names/name-index.ts'
import type { Db } from '../../database/database.ts'
import { type KnownCommunity, knownCommunity } from './known-community.ts'
import * as store from './store.ts'

type Region = store.RegionRow

/** All names that texts may say, and whose they are, as they were at one time. */
export interface Catalogue {
  communities: ReadonlyMap<string, KnownCommunity>
  sumOfVersions: number
  regions: ReadonlyMap<string, Region>
  regionsDigest: string | null
  index: NameIndex
}

export const emptyCatalogue: Catalogue = {
  communities: new Map(),
  sumOfVersions: 0,
  regions: new Map(),
  regionsDigest: null,
  index: indexNames([]),
}

/**
 * A catalogue as it is now: the same where nothing changed, else a new one in which only what changed was read again.
 * One that was brought up to date inside a transaction may hold what never comes to be, so only that transaction may use it.
 */
export async function upToDate(db: Db, known: Catalogue): Promise<Catalogue> {
  const state = await store.getNamesState(db)
  const sameRegions = state.regions === known.regionsDigest
  if (sameRegions && state.versions === known.sumOfVersions) return known
  const { sameNames, ...drafts } = await currentDrafts(db, known, state.versions)
  const regions = sameRegions ? known.regions : await readRegions(db)
  // Most edits touch no name, and an index of a hundred thousand takes a while.
  const index =
    sameRegions && sameNames ? known.index : indexNames(namesOf(drafts.communities, regions))
  return { ...drafts, regions, regionsDigest: state.regions, index }
}

interface Drafts extends Pick<Catalogue, 'communities' | 'sumOfVersions'> {
  sameNames: boolean
}

/** Mostly it is the newest change that is not known yet; the sum tells whether it was the only one. */
async function currentDrafts(db: Db, known: Catalogue, versions: number): Promise<Drafts> {
  const same = { ...known, sameNames: true }
  if (versions === known.sumOfVersions) return same
  const recent = await withChanged(db, same, await store.listVersions(db, recentDrafts))
  if (recent.sumOfVersions === versions) return recent
  return withChanged(db, recent, await store.listVersions(db, null))
}

const recentDrafts = 50

/** Bounds the memory that reading a whole atlas for the first time takes. */
const draftsAtOnce = 1000

async function withChanged(
  db: Db,
  { communities: known, sumOfVersions, sameNames }: Drafts,
  versions: [string, number][],
): Promise<Drafts> {
  const changed = versions.flatMap(([id, version]) =>
    known.get(id)?.version === version ? [] : [id],
  )
  const now = { communities: new Map(known), sumOfVersions, sameNames }
  for (let start = 0; start < changed.length; start += draftsAtOnce) {
    for (const row of await store.listNamed(db, changed.slice(start, start + draftsAtOnce))) {
      const community = knownCommunity(row)
      const former = known.get(row.id)
      now.communities.set(row.id, community)
      now.sumOfVersions += community.version - (former?.version ?? 0)
      now.sameNames &&= isDeepStrictEqual(community.names, former?.names ?? [])
    }
  }
  return now
}

async function readRegions(db: Db): Promise<ReadonlyMap<string, Region>> {
  return new Map((await store.listNamedRegions(db)).map((region) => [region.id, region]))
}

function* namesOf(
  communities: Catalogue['communities'],
  regions: Catalogue['regions'],
): Generator<NameEntry> {
  for (const { names } of communities.values()) yield* names
  for (const { id, kind, names } of regions.values()) {
    // “Top of the World” is no place, and every community is in the world.
    if (kind === 'world') continue
    for (const [locale, name] of Object.entries(names)) {
      yield { name, locale, subject: `region:${id}` }
    }
  }
}
