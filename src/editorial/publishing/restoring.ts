import type { Content } from '../../atlas/content.ts'
import type { Db } from '../../database/database.ts'
import { endFeed } from './changes/store.ts'
import { compile } from './profile/compile.ts'
import { placeRegions } from './profile/regions.ts'
import { type CommunityToStore, insertSlugs, listSlugs, writeCommunities } from './profile/store.ts'
import { listTargets } from './references/published.ts'
import { storeReferences } from './references/service.ts'
import { insertStandingReferences, listStandingIds } from './references/store.ts'
import { type PublishedTarget, Targets } from './references/targets.ts'
import { refuseCycle } from './showing.ts'

export { endFeed, insertSlugs, listSlugs, listStandingIds }

/** A profile that was public elsewhere, and is to be again as it was. */
export interface RestoredProfile {
  id: string
  revision: number
  publishedAt: Date
  updatedAt: Date
  content: Content
  /** What its `[[links]]` lead to. */
  linked: PublishedTarget[]
  /** Those of them that have an id of their own, as cross-references. */
  links: { id: string; target: string }[]
  wordCount: number
  /** A public text of a section, which is not made anew. */
  textOf: (sectionId: string, locale: string) => PublicText | undefined
}

export interface PublicText {
  body: string
  wordCount: number
  readingMinutes: number
}

/** Makes profiles public but for their references. */
export async function restoreProfiles(
  tx: Db,
  restored: readonly RestoredProfile[],
  siteUrl: string,
): Promise<void> {
  const contents = restored.map(({ content }) => content)
  const places = await placeRegions(tx, contents)
  await writeCommunities(
    tx,
    restored.map((profile, index) => toStore(profile, places[index] ?? [], siteUrl)),
  )
  await insertStandingReferences(
    tx,
    restored.flatMap(({ id: draftId, links, content }) => [
      ...links.map((link) => ({ ...link, draftId, linked: true })),
      ...content.crossReferences.flatMap(({ id, target }) =>
        'url' in target ? [] : [{ id, draftId, target: target.community, linked: false }],
      ),
    ]),
  )
}

function toStore(
  { id, revision, publishedAt, updatedAt, content, linked, wordCount, textOf }: RestoredProfile,
  regions: CommunityToStore['regions'],
  siteUrl: string,
): CommunityToStore {
  const targets = new Targets(linked, { id, slug: content.slug })
  const { sections, ...community } = compile(content, targets, siteUrl).community
  return {
    ...{ id, revision, publishedAt, updatedAt, regions },
    community: { ...community, wordCount },
    sections: sections.map((section) => ({
      ...section,
      modifiedAt: updatedAt,
      texts: section.texts.map((text) => ({ ...text, ...textOf(section.id, text.locale) })),
    })),
  }
}

/** Gives profiles their references, once all that they refer to is public. Throws 409 where these form a cycle. */
export async function restoreReferences(
  tx: Db,
  documents: { id: string; content: Content }[],
): Promise<void> {
  const published = await listTargets(
    tx,
    documents.map(({ content }) => content),
  )
  const referring = documents.map(({ id, content }) => ({
    ...{ id, content },
    targets: new Targets(published(content), { id, slug: content.slug }),
  }))
  await storeReferences(tx, referring)
  await refuseCycle(
    tx,
    documents.map(({ id }) => id),
  )
}
