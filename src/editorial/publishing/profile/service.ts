import { isDeepStrictEqual } from 'node:util'
import type { Db } from '../../../database/database.ts'
import type { CompiledCommunity, CompiledSection } from './compile.ts'
import * as store from './store.ts'

export interface StoredProfile {
  /** What was public before, or null. */
  before: store.PublishedState | null
  /** Whether the slug, the default language, a title or what names a section differs: what others show of this community. */
  renamed: boolean
}

/** A compiled revision and where it belongs. */
export interface ProfileToStore {
  id: string
  revision: number
  compiled: CompiledCommunity
  regions: store.PlacedRegion[]
}

/** Makes compiled revisions what the public sees of communities, their references apart; answers in their order. */
export async function storeProfiles(
  tx: Db,
  profiles: ProfileToStore[],
  now: Date,
): Promise<StoredProfile[]> {
  const ids = profiles.map(({ id }) => id)
  const published = await store.listPublished(tx, ids)
  const compared = profiles.map((profile) =>
    compare(profile, published.get(profile.id) ?? null, now),
  )
  await store.writeCommunities(
    tx,
    compared.map(({ toStore }) => toStore),
  )
  const removed = compared.flatMap((profile) => profile.removed)
  await store.insertTombstones(tx, 'section', removed, now)
  const kept = profiles.flatMap(({ compiled }) => compiled.sections.map(({ id }) => id))
  await store.deleteTombstones(tx, [...ids, ...kept])
  return compared.map(({ before, renamed }) => ({ before, renamed }))
}

function compare(
  { id, revision, compiled: { sections, ...community }, regions }: ProfileToStore,
  before: store.PublishedState | null,
  now: Date,
) {
  const titled = !before || nameOf(before) !== nameOf(community)
  const stored = sections.map((section) => ({
    ...section,
    modifiedAt: modificationOf(section, titled ? null : before, now),
  }))
  const publishedAt = before?.publishedAt ?? now
  const times = { publishedAt, updatedAt: now }
  const kept = new Set(sections.map((section) => section.id))
  const gone = before?.sections.filter((section) => !kept.has(section.id)) ?? []
  return {
    before,
    renamed: titled || !isDeepStrictEqual(namesOf(before.sections), namesOf(sections)),
    removed: gone.map((section) => section.id),
    toStore: { id, revision, ...times, community, sections: stored, regions },
  }
}

/** Ids of sections. */
export interface StoredTexts {
  /** Any of whose texts differ. */
  changed: Set<string>
  /** Whose words differ, not only what they link to. */
  reworded: Set<string>
}

/** Replaces texts that are published already, where they differ. */
export async function storeTexts(
  tx: Db,
  sections: Pick<CompiledSection, 'id' | 'texts'>[],
  now: Date,
): Promise<StoredTexts> {
  if (sections.length === 0) return { changed: new Set(), reworded: new Set() }
  const ids = sections.map(({ id }) => id)
  const current = await store.listSectionTexts(tx, ids)
  const changed = sections.filter(
    ({ id, texts }) => !isDeepStrictEqual(byLocale(current.get(id) ?? []), byLocale(texts)),
  )
  const changedIds = changed.map(({ id }) => id)
  if (changed.length > 0) {
    await store.writeSectionTexts(tx, changed)
    await store.markSectionsModified(tx, changedIds, now)
  }
  const reworded = changed.filter(
    ({ id, texts }) => !isDeepStrictEqual(wordsOf(current.get(id) ?? []), wordsOf(texts)),
  )
  return { changed: new Set(changedIds), reworded: new Set(reworded.map(({ id }) => id)) }
}

const wordsOf = (texts: { locale: string; heading: string; text: string }[]) =>
  byLocale(texts).map(({ locale, heading, text }) => [locale, heading, text])

type Named = Pick<CompiledCommunity, 'slug' | 'defaultLocale' | 'texts'>
const nameOf = ({ slug, defaultLocale, texts }: Named) =>
  JSON.stringify([slug, defaultLocale, byLocale(texts).map(({ locale, title }) => [locale, title])])

const namesOf = (
  sections: { id: string; slug: string; texts: { locale: string; heading: string }[] }[],
) =>
  sections
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, slug, texts }) => [
      id,
      slug,
      byLocale(texts).map(({ locale, heading }) => [locale, heading]),
    ])

function modificationOf(
  section: CompiledSection,
  before: store.PublishedState | null,
  now: Date,
): Date {
  const current = before?.sections.find(({ id }) => id === section.id)
  if (!current) return now
  const { modifiedAt, ...shown } = current
  return isDeepStrictEqual(shown, { ...section, texts: byLocale(section.texts) }) ? modifiedAt : now
}

const byLocale = <T extends { locale: string }>(texts: T[]): T[] =>
  texts.toSorted((a, b) => (a.locale < b.locale ? -1 : 1))
