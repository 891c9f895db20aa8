import type { z } from 'zod'
import { Content, type ContentReference } from '../../src/atlas/content.ts'
import { newId } from '../../src/atlas/identity.ts'
import { slugFrom } from '../../src/atlas/slug.ts'
import { localActor } from '../../src/authorship.ts'
import type { Database } from '../../src/database/database.ts'
import { transactionally } from '../../src/database/transactions.ts'
import { createDraft, saveRevision } from '../../src/editorial/drafts/revising.ts'
import * as drafts from '../../src/editorial/drafts/service.ts'
import {
  type Publication,
  publishRevision,
  withdraw,
} from '../../src/editorial/publishing/service.ts'
import { caughtUp } from './readers.ts'

export const siteUrl = 'https://atlas.example'

type Written = Partial<Omit<Content, 'sections' | 'crossReferences'>> & {
  title: string
  sections?: Partial<Content['sections'][number]>[]
  crossReferences?: (Partial<Omit<Content['crossReferences'][number], 'target'>> &
    Pick<z.input<typeof ContentReference>, 'relation' | 'target'>)[]
}

/** A complete community that can be published, with whatever the test cares about. */
export function contentOf({ sections, crossReferences = [], ...written }: Written): Content {
  return Content.parse({
    slug: slugFrom(written.title),
    tagline: `About ${written.title}.`,
    regions: [{ region: 'japan', role: 'primary' }],
    ...written,
    sections: (sections ?? [{}]).map((section) => ({
      id: newId(),
      slug: 'overview',
      kind: 'overview',
      heading: 'Overview',
      body: 'Some words.',
      ...section,
    })),
    crossReferences: crossReferences.map((reference) => ({ id: newId(), ...reference })),
  })
}

/** Somebody without a key, as on the command line. */
export const tester = localActor('tester')

let clock = Date.parse('2026-01-01T00:00:00Z')

/** A time one second after the last one: tests tell what changed by when it changed. */
export const nextSecond = (): Date => {
  clock += 1000
  return new Date(clock)
}

/** Stores content as a new draft, or as a new revision where its slug has one. Answers the community's id. */
export async function save(
  { prisma }: Database,
  content: Content,
  reference = content.slug,
): Promise<string> {
  const by = { ...tester, message: null, now: nextSecond() }
  return transactionally(prisma, async (tx) => {
    const draft = await drafts.lockDraftIfAny(tx, reference, tester)
    if (!draft) return (await createDraft(tx, content, by)).id
    const before = await drafts.getContent(tx, draft, draft.revision)
    return (await saveRevision(tx, draft, content, by, before)).id
  })
}

export async function publish(database: Database, reference: string): Promise<Publication> {
  const request = { siteUrl, by: tester, now: nextSecond }
  const publication = await publishRevision(database, reference, request)
  await caughtUp(database)
  return publication
}

export async function savePublished(database: Database, content: Content): Promise<string> {
  const id = await save(database, content)
  await publish(database, id)
  return id
}

export async function takeBack(database: Database, reference: string) {
  const withdrawal = await withdraw(database, reference, { siteUrl, by: tester, now: nextSecond })
  await caughtUp(database)
  return withdrawal
}
