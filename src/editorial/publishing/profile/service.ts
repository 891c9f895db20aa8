import { isDeepStrictEqual } from 'node:util'
import type { Db } from '../../../database/database.ts'
import type { CompiledCommunity, CompiledSection } from './compile.ts'
import * as store from './store.ts'

export interface StoredProfile {
  /** What was public before, or null. */
  before: store.PublishedState | null
  /** Whether the slug, a title or what names a section differs: what others show of this community. */
  renamed: boolean
}

/** Makes one compiled revision what the public sees of a community, its references apart. */
export async function storeProfile(
  tx: Db,
  id: string,
  revision: number,
  { sections, ...community }: CompiledCommunity,
  regions: store.PlacedRegion[],
  now: Date,
): Promise<StoredProfile> {
  const before = await store.findPublished(tx, id)
  const titled = !before || nameOf(before) !== nameOf(community)
  const stored = sections.map((section) => ({
    ...section,
    modifiedAt: modificationOf(section, titled ? null : before, now),
  }))
  const publishedAt = before?.publishedAt ?? now
  await store.writeCommunity(tx, {
    id,
    revision,
    publishedAt,
    updatedAt: now,
    community,
    sections: stored,
    regions,
  })
  const kept = new Set(sections.map((section) => section.id))
  const removed = before?.sections.filter((section) => !kept.has(section.id)) ?? []
  await store.insertTombstones(
    tx,
    'section',
    removed.map((section) => section.id),
    now,
  )
  await store.deleteTombstones(tx, [id, ...kept])
  return {
    before,
    renamed: titled || !isDeepStrictEqual(namesOf(before.sections), namesOf(sections)),
  }
}

/** Replaces the texts of a community that is published already, where they differ; answers whether any did. */
export async function storeTexts(
  tx: Db,
  before: store.PublishedState,
  sections: CompiledSection[],
  now: Date,
): Promise<boolean> {
  const current = new Map(before.sections.map(({ id, texts }) => [id, texts]))
  const changed = sections.filter(
    ({ id, texts }) => !isDeepStrictEqual(current.get(id), byLocale(texts)),
  )
  if (changed.length === 0) return false
  await store.writeSectionTexts(tx, changed)
  await store.markSectionsModified(
    tx,
    changed.map(({ id }) => id),
    now,
  )
  return true
}

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
