import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { communityTag, regionTag } from '../../src/atlas/cache-tags.ts'
import type { Content } from '../../src/atlas/content.ts'
import { transactionally } from '../../src/database/transactions.ts'
import { createDraft } from '../../src/editorial/drafts/revising.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, publish, save, savePublished, takeBack, tester } from '../support/factories.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

const edges = () =>
  db.prisma.edge.findMany({
    include: { assertions: { orderBy: { id: 'asc' } } },
    orderBy: { id: 'asc' },
  })
const textOf = async (slug: string) => {
  const text = await db.prisma.sectionText.findFirstOrThrow({
    where: { section: { community: { slug } } },
  })
  return { body: text.body, html: text.html, text: text.text }
}
const lastChange = () => db.prisma.change.findFirstOrThrow({ orderBy: { seq: 'desc' } })

describe('publishing', () => {
  it('names everything that a draft still lacks and shows nothing of it', async () => {
    await save(
      db,
      contentOf({ title: 'Bare', tagline: null, regions: [], sections: [{ body: ' ' }] }),
    )
    await expect(publish(db, 'bare')).rejects.toMatchObject({
      status: 422,
      faults: [{ pointer: '/tagline' }, { pointer: '/regions' }, { pointer: '/sections' }],
    })
    expect(await db.prisma.community.count({ where: { slug: 'bare' } })).toBe(0)
    expect(await db.prisma.communitySlug.count({ where: { slug: 'bare' } })).toBe(0)
  })

  it('changes nothing when the same revision is published again', async () => {
    await savePublished(db, contentOf({ title: 'Twice' }))
    const before = await db.prisma.community.findUniqueOrThrow({ where: { slug: 'twice' } })
    const change = await lastChange()
    expect(await publish(db, 'twice')).toMatchObject({ outcome: 'unchanged', revision: 1 })
    expect(await db.prisma.community.findUniqueOrThrow({ where: { slug: 'twice' } })).toEqual(
      before,
    )
    expect((await lastChange()).seq).toBe(change.seq)
  })

  it('shows the revision that was chosen, not what was written since', async () => {
    await savePublished(db, contentOf({ title: 'Steady' }))
    await save(db, contentOf({ title: 'Steady', tagline: 'Not yet.' }))
    const text = await db.prisma.communityText.findFirstOrThrow({
      where: { community: { slug: 'steady' } },
    })
    expect(text.tagline).toBe('About Steady.')
  })

  it('refuses a region that there is none of, and a role that does not fit', async () => {
    const regions: Content['regions'] = [
      { region: 'atlantis', role: 'primary' },
      { region: 'global', role: 'primary' },
    ]
    await save(db, contentOf({ title: 'Adrift', regions }))
    await expect(publish(db, 'adrift')).rejects.toMatchObject({
      status: 422,
      faults: [{ pointer: '/regions/0/region' }, { pointer: '/regions/1/role' }],
    })
  })

  it('names in its change the answers that it affects, old and new', async () => {
    const japan = await db.prisma.region.findUniqueOrThrow({ where: { slug: 'japan' } })
    const peru = await db.prisma.region.findUniqueOrThrow({ where: { slug: 'peru' } })
    const target = await savePublished(db, contentOf({ title: 'Affected target' }))
    const crossReferences = [{ relation: 'see_also' as const, target: { community: target } }]
    const id = await savePublished(db, contentOf({ title: 'Affecting', crossReferences }))
    await save(
      db,
      contentOf({ title: 'Affecting', regions: [{ region: 'peru', role: 'primary' }] }),
    )
    await publish(db, id)
    const change = await db.prisma.change.findFirstOrThrow({ where: { id, revision: 2 } })
    expect(change).toMatchObject({ op: 'updated', slug: 'affecting' })
    expect(await lastChange()).toMatchObject({ op: 'updated', id: target })
    expect(new Set(change.tags)).toEqual(
      new Set([
        'communities',
        'regions',
        communityTag(id),
        communityTag(target),
        ...[...japan.lineage, ...peru.lineage].map(regionTag),
      ]),
    )
  })

  it('gives changes their numbers in commit order when many publish at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, n) => save(db, contentOf({ title: `Crowd ${n}` }))),
    )
    const first = (await lastChange()).seq
    await Promise.all(ids.map((id) => publish(db, id)))
    const rows = await db.prisma.change.findMany({
      where: { seq: { gt: first } },
      orderBy: { seq: 'asc' },
    })
    expect(rows.map(({ seq }) => Number(seq - first))).toEqual(ids.map((_, n) => n + 1))
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(ids))
  })
})

describe('cross-references', () => {
  it('show a fact once that both ends assert, under the id of the older assertion', async () => {
    const older = contentOf({
      title: 'Elder',
      crossReferences: [{ relation: 'gave_rise_to', target: { community: 'younger' } }],
    })
    const younger = contentOf({
      title: 'Younger',
      crossReferences: [{ relation: 'derived_from', target: { community: 'elder' } }],
    })
    const elderId = await savePublished(db, older)
    expect(await db.prisma.edge.count({ where: { fromId: elderId } })).toBe(0)
    const youngerId = await savePublished(db, younger)
    const [edge, ...others] = (await edges()).filter(({ fromId, toId }) =>
      [fromId, toId].includes(elderId),
    )
    expect(others).toEqual([])
    expect(edge).toMatchObject({
      id: older.crossReferences[0]?.id,
      relation: 'derived_from',
      fromId: youngerId,
      toId: elderId,
    })
    expect(edge?.assertions.map(({ communityId }) => communityId)).toEqual([elderId, youngerId])

    await save(db, { ...older, crossReferences: [] })
    await publish(db, 'elder')
    const [left] = (await edges()).filter(({ toId }) => toId === elderId)
    expect(left?.id).toBe(younger.crossReferences[0]?.id)
  })

  it('keep their id when their relation is edited, while the other end still asserts the old fact', async () => {
    const one = contentOf({
      title: 'Turn one',
      crossReferences: [{ relation: 'influenced', target: { community: 'turn-two' } }],
    })
    await savePublished(db, one)
    const two = contentOf({
      title: 'Turn two',
      crossReferences: [{ relation: 'influenced_by', target: { community: 'turn-one' } }],
    })
    await savePublished(db, two)
    const [reference] = one.crossReferences
    if (!reference) throw new Error('no reference')
    await save(db, { ...one, crossReferences: [{ ...reference, relation: 'gave_rise_to' }] })
    await publish(db, 'turn-one')
    const found = (await edges()).filter(({ assertions }) =>
      assertions.some(({ id }) => [reference.id, two.crossReferences[0]?.id].includes(id)),
    )
    expect(Object.fromEntries(found.map(({ id, relation }) => [id, relation]))).toEqual({
      [reference.id]: 'derived_from',
      [two.crossReferences[0]?.id ?? '']: 'influenced_by',
    })
  })

  it('wait for a target that is not published, go with it, and come back with it', async () => {
    const source = await savePublished(
      db,
      contentOf({
        title: 'Linker',
        sections: [{ body: 'See [[waited-for]] and [[waited-for|the *one*]].' }],
        crossReferences: [{ relation: 'related_to', target: { community: 'waited-for' } }],
      }),
    )
    const relations = async () =>
      (await edges())
        .filter(({ fromId, toId }) => [fromId, toId].includes(source))
        .map(({ relation }) => relation)
        .sort()
    const target = await save(db, contentOf({ title: 'Waited for' }))
    expect(await relations()).toEqual([])
    expect((await textOf('linker')).html).not.toContain('href')
    expect((await textOf('linker')).body).not.toContain('[[')

    await publish(db, target)
    expect(await relations()).toEqual(['mentions', 'related_to'])
    const shown = await textOf('linker')
    expect(shown.body).toBe('See [[waited-for]] and [[waited-for|the *one*]].')
    expect(shown.html).toContain('href="https://atlas.example/communities/waited-for"')
    const ids = (await edges()).filter(({ fromId }) => fromId === source).map(({ id }) => id)

    await takeBack(db, target)
    expect(await relations()).toEqual([])
    expect((await textOf('linker')).html).not.toContain('href')

    await publish(db, target)
    expect(await relations()).toEqual(['mentions', 'related_to'])
    expect((await edges()).filter(({ fromId }) => fromId === source).map(({ id }) => id)).toEqual(
      ids,
    )
  })

  it('follow a target to its new slug', async () => {
    await savePublished(db, contentOf({ title: 'Pointer', sections: [{ body: 'To [[moving]].' }] }))
    const id = await savePublished(db, contentOf({ title: 'Moving' }))
    await save(db, contentOf({ title: 'Moving', slug: 'moved' }), id)
    expect((await textOf('pointer')).html).toContain('/communities/moving"')
    await publish(db, id)
    expect((await textOf('pointer')).html).toContain('/communities/moved"')
    expect(await lastChange()).toMatchObject({ op: 'updated', slug: 'pointer' })
    expect(await db.prisma.change.count({ where: { op: 'renamed', id } })).toBe(1)
  })

  it('may not close a cycle of parts; the publication that would is refused whole', async () => {
    const partOf = (community: string) => [{ relation: 'part_of' as const, target: { community } }]
    await savePublished(db, contentOf({ title: 'Ring a' }))
    await savePublished(db, contentOf({ title: 'Ring b', crossReferences: partOf('ring-a') }))
    await savePublished(db, contentOf({ title: 'Ring c', crossReferences: partOf('ring-b') }))
    await save(db, contentOf({ title: 'Ring a', crossReferences: partOf('ring-c') }))
    const seq = (await lastChange()).seq
    await expect(publish(db, 'ring-a')).rejects.toMatchObject({
      status: 409,
      type: 'reference-cycle',
    })
    expect((await lastChange()).seq).toBe(seq)
  })

  it('to a section wait until it is published and show it as their end', async () => {
    const source = await savePublished(
      db,
      contentOf({
        title: 'To a part',
        crossReferences: [
          { relation: 'related_to', target: { community: 'has-parts', section: 'cuisine' } },
        ],
      }),
    )
    const id = await savePublished(db, contentOf({ title: 'Has parts' }))
    const toSection = () =>
      db.prisma.edge.findFirst({ where: { OR: [{ fromId: source }, { toId: source }] } })
    expect(await toSection()).toBeNull()
    const sections = [{}, { slug: 'cuisine', kind: 'cuisine' as const, heading: 'Food' }]
    const content = contentOf({ title: 'Has parts', sections })
    await save(db, content)
    await publish(db, id)
    const edge = await toSection()
    expect([edge?.fromSectionId, edge?.toSectionId]).toContain(content.sections[1]?.id)
  })
})

describe('withdrawal', () => {
  it('leaves nothing but the slug and tombstones without a title', async () => {
    const content = contentOf({
      title: 'Ephemeral canary',
      tags: ['ephemeral'],
      crossReferences: [
        { relation: 'source', target: { url: 'https://example.org/x', label: 'X' } },
      ],
    })
    const id = await savePublished(db, content)
    await takeBack(db, id)
    expect(await db.prisma.community.count({ where: { id } })).toBe(0)
    expect(await db.prisma.edge.count({ where: { fromId: id } })).toBe(0)
    const tombstones = await db.prisma.tombstone.findMany({ orderBy: { type: 'asc' } })
    expect(tombstones.map(({ type }) => type)).toContain('section')
    expect(JSON.stringify(tombstones)).not.toContain('anary')
    await expect(takeBack(db, id)).rejects.toMatchObject({ status: 409, type: 'not-published' })
  })

  it('never frees the slug for another community', async () => {
    const id = await savePublished(db, contentOf({ title: 'First owner' }))
    await save(db, contentOf({ title: 'First owner', slug: 'first-owner-2' }), id)
    await expect(
      transactionally(db.prisma, async (tx) => {
        const by = { ...tester, message: null, now: new Date() }
        return createDraft(tx, contentOf({ title: 'First owner' }), by)
      }),
    ).rejects.toMatchObject({ status: 409, type: 'slug-taken' })
  })
})

describe('what the public is told about when an answer changed', () => {
  it('moves for a neighbour when the title that it shows changes, and for nobody else', async () => {
    const crossReferences = [{ relation: 'see_also' as const, target: { community: 'shown' } }]
    const content = contentOf({ title: 'Shown' })
    const shown = await savePublished(db, content)
    const showing = await savePublished(db, contentOf({ title: 'Showing', crossReferences }))
    const other = await savePublished(db, contentOf({ title: 'Bystander' }))
    const times = async () => {
      const rows = await db.prisma.community.findMany({
        where: { id: { in: [showing, other] } },
        orderBy: { slug: 'asc' },
      })
      return Object.fromEntries(rows.map(({ slug, modifiedAt }) => [slug, modifiedAt.getTime()]))
    }
    const before = await times()
    await save(db, { ...content, tagline: 'Only the tagline differs.' })
    await publish(db, shown)
    expect(await times()).toEqual(before)
    await save(db, { ...content, title: 'Shown anew' })
    await publish(db, shown)
    const after = await times()
    expect(after.bystander).toBe(before.bystander)
    expect(after.showing).toBeGreaterThan(before.showing ?? 0)
  })

  it('stays for a section whose text is the same', async () => {
    const sections = [
      {},
      { slug: 'history', kind: 'history' as const, heading: 'History', body: 'Then.' },
    ]
    const content = contentOf({ title: 'Half changed', sections })
    const id = await savePublished(db, content)
    const times = async () => {
      const rows = await db.prisma.section.findMany({ where: { communityId: id } })
      return Object.fromEntries(rows.map(({ slug, modifiedAt }) => [slug, modifiedAt.getTime()]))
    }
    const before = await times()
    const [overview, history] = content.sections
    if (!overview || !history) throw new Error('sections are missing')
    await save(db, { ...content, sections: [overview, { ...history, body: 'Now.' }] })
    await publish(db, id)
    const after = await times()
    expect(after.overview).toBe(before.overview)
    expect(after.history).toBeGreaterThan(before.history ?? 0)
  })
})
