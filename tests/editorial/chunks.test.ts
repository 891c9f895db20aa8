import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { communityTag } from '../../src/atlas/cache-tags.ts'
import type { Content } from '../../src/atlas/content.ts'
import type { Database } from '../../src/database/database.ts'
import { transactionally } from '../../src/database/transactions.ts'
import * as drafts from '../../src/editorial/drafts/service.ts'
import { lockPublishing } from '../../src/editorial/publishing/lock.ts'
import { type Publication, publishLocked } from '../../src/editorial/publishing/service.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, save, siteUrl, tester } from '../support/factories.ts'
import { misnamedEdges } from '../support/misnamed.ts'

let single: TestDatabase
let chunked: TestDatabase
beforeAll(async () => {
  single = await freshDatabase()
  chunked = await freshDatabase()
})
afterAll(() => Promise.all([single.close(), chunked.close()]))

/** Publishes the newest revisions of these, all at one moment, in transactions of so many. */
async function publishIn(db: Database, slugs: string[], size: number, now: Date) {
  const publications: Publication[] = []
  for (let first = 0; first < slugs.length; first += size) {
    const some = slugs.slice(first, first + size)
    const done = await transactionally(db.prisma, async (tx) => {
      await lockPublishing(tx)
      const chosen = []
      for (const slug of some) {
        const draft = await drafts.lockLiveDraft(tx, slug, tester)
        const { revision } = draft
        chosen.push({ draft, revision, content: await drafts.getContent(tx, draft, revision) })
      }
      return publishLocked(tx, chosen, { by: tester, siteUrl }, now)
    })
    publications.push(...done)
  }
  return publications.map(({ draft: { slug, version, status }, ...rest }) => ({
    // What waits for another of the same chunk waits no more when the chunk is done.
    ...{ outcome: rest.outcome, warnings: rest.warnings },
    ...{ slug, version, status, revision: rest.revision },
  }))
}

const tables = [
  'community',
  'community_slug',
  'community_text',
  'community_region',
  'section',
  'section_slug',
  'section_text',
  'edge',
  'assertion',
  'tombstone',
  'change',
]

/** Everything public, with names instead of the ids that differ from database to database. */
async function publicState(db: Database): Promise<string[]> {
  const { rows: names } = await db.pool.query<{ id: string; name: string }>(`
    SELECT id::text, 'community ' || slug AS name FROM editorial.draft
    UNION ALL SELECT id::text, 'region ' || slug FROM published.region
    UNION ALL SELECT r.id::text, 'link ' || d.slug || ' ' || r.target FROM editorial.standing_reference r
      JOIN editorial.draft d ON d.id = r.draft_id WHERE r.linked`)
  const nameOf = new Map(names.map(({ id, name }) => [id, name]))
  const tagged = new Map(names.map(({ id, name }) => [communityTag(id), name]))
  const named = (text: string) =>
    text
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => nameOf.get(id) ?? id)
      .replace(/c-[0-9a-f]{12}/g, (tag) => tagged.get(tag) ?? tag)
  const state: string[] = []
  for (const table of tables) {
    const { rows } = await db.pool.query<{ line: string }>(
      `SELECT to_jsonb(t)::text AS line FROM published.${table} t`,
    )
    const lines = rows.map(({ line }) => `${table} ${sortedTags(named(line))}`)
    state.push(...lines.sort())
  }
  return state
}

/** Tags are a set, whose order follows ids. */
function sortedTags(line: string): string {
  const row = JSON.parse(line)
  return JSON.stringify(row.tags ? { ...row, tags: row.tags.toSorted() } : row)
}

const community = (title: string, more: Partial<Parameters<typeof contentOf>[0]> = {}): Content =>
  contentOf({ title, ...more })

async function saveInBoth(contents: Content[]) {
  for (const content of contents) {
    await save(single, content)
    await save(chunked, content)
  }
}

const links = (...slugs: string[]) => slugs.map((slug) => `See [[${slug}]].`).join(' ')

/** All sorts of neighbours: links and references, back and forth, to what is there and to what is not. */
function neighbourhood(): Content[] {
  const reference = (relation: 'see_also' | 'part_of' | 'related_to', slug: string) => ({
    relation,
    target: { community: slug },
  })
  return [
    community('One', {
      sections: [{ body: links('two', 'three', 'nowhere') }],
      crossReferences: [reference('part_of', 'four')],
      regions: [{ region: 'japan', role: 'primary' }],
    }),
    community('Two', {
      sections: [{ body: links('one') }],
      crossReferences: [reference('related_to', 'three'), reference('see_also', 'one')],
      regions: [{ region: 'france', role: 'primary' }],
    }),
    community('Three', {
      crossReferences: [reference('related_to', 'two'), reference('part_of', 'four')],
    }),
    community('Four', { sections: [{ body: 'Nothing but words.' }] }),
    community('Five', {
      sections: [{ body: links('four', 'six') }],
      crossReferences: [
        { relation: 'see_also', target: { community: 'six', section: 'overview' } },
        { relation: 'same_as', target: { url: 'https://example.org/five' } },
      ],
    }),
    community('Six', { sections: [{ body: links('five', 'one') }] }),
  ]
}

const slugs = ['one', 'two', 'three', 'four', 'five', 'six']

/** One after another with one database, all at once with the other: nothing may differ. */
async function expectTheSame(order: string[], now: Date) {
  const one = await publishIn(single, order, 1, now)
  const all = await publishIn(chunked, order, order.length, now)
  expect(all).toEqual(one)
  expect(await publicState(chunked)).toEqual(await publicState(single))
  expect(await misnamedEdges(chunked.prisma)).toEqual([])
}

describe('publishing many at once', () => {
  it('leaves what publishing one after another leaves, the feed included', async () => {
    const before = community('Before', { sections: [{ body: links('one', 'five', 'two') }] })
    const contents = neighbourhood()
    await saveInBoth([before, ...contents])
    await expectTheSame(['before'], new Date('2026-03-01'))
    await expectTheSame(slugs, new Date('2026-03-02'))

    const renamed = contents.map((content, index) => ({
      ...content,
      title: `${content.title}, anew`,
      sections: content.sections.map((section) => ({
        ...section,
        body: `${section.body} ${index}`,
      })),
    }))
    await saveInBoth(renamed)
    await expectTheSame(slugs.toReversed(), new Date('2026-03-03'))

    const loose = contents.map((content) => ({ ...content, crossReferences: [] }))
    const extra = community('Seven', { sections: [{ body: links('one', 'two') }] })
    await saveInBoth([...loose, extra])
    await expectTheSame(
      ['three', 'seven', ...slugs.filter((it) => it !== 'three')],
      new Date('2026-03-04'),
    )
  }, 180_000)
})
