import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Content } from '../../src/atlas/content.ts'
import { newId } from '../../src/atlas/identity.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished, takeBack } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
  // What the others refer to.
  for (const title of ['Near', 'Far', 'Both']) await shown(title)
})
afterAll(() => running.close())

const everything = { 'If-Match': '*' }
const pathOf = (reference: string) => `/v1/editorial/communities/${reference}`
const get = (path: string) => api(running.app).get(path)
const merge = (reference: string, into: string, tag = '*') =>
  editor
    .post(`${pathOf(reference)}/merge`)
    .set('If-Match', tag)
    .send({ into })
const draft = (title: string, more: object = {}) =>
  save(running.database, contentOf({ title, ...more }))
const shown = (title: string, more: object = {}) =>
  savePublished(running.database, contentOf({ title, ...more }))
const see = (community: string, id = newId()) => ({
  id,
  relation: 'see_also' as const,
  target: { community },
})

/** Status and where it leads. */
const answerAt = async (path: string) => {
  const { status, headers } = await get(path)
  return headers.location === undefined ? status : `${status} ${headers.location}`
}
const outgoing = async (slug: string): Promise<string[]> => {
  const { body } = await get(`/v1/communities/${slug}`).expect(200)
  const references: { direction: string; target: { slug: string } }[] = body.crossReferences
  return references.filter((one) => one.direction === 'outgoing').map(({ target }) => target.slug)
}
const writtenIn = async (reference: string) => {
  const { body } = await editor.get(pathOf(reference)).expect(200)
  return (body.crossReferences as Content['crossReferences']).map(({ target }) =>
    'community' in target ? target.community : target.url,
  )
}
const newestSeq = async () =>
  (await running.database.prisma.change.findFirst({ orderBy: { seq: 'desc' } }))?.seq ?? 0n
const changesSince = (seq: bigint) =>
  running.database.prisma.change.findMany({ where: { seq: { gt: seq } }, orderBy: { seq: 'asc' } })

describe('merging one published community into another', () => {
  let sourceId: string
  let targetId: string
  let movedId: string
  let seq: bigint
  let answer: Awaited<ReturnType<typeof merge>>

  beforeAll(async () => {
    movedId = newId()
    sourceId = await shown('Old source')
    await save(
      running.database,
      contentOf({
        title: 'Source',
        aliases: ['Sauce', 'Target'],
        crossReferences: [
          { ...see('near', movedId), section: 'overview', note: 'Close by.' },
          see('both'),
          see('target'),
        ],
      }),
      sourceId,
    )
    await publish(running.database, sourceId)
    targetId = await shown('Target', {
      aliases: ['Aim'],
      crossReferences: [see('far'), see('both'), see(sourceId)],
      sections: [{ body: 'See [[source]].' }],
    })
    await shown('By slug', { crossReferences: [see('old-source')] })
    await shown('By id', { crossReferences: [see(sourceId.toUpperCase())] })
    await shown('By link', { sections: [{ body: 'See [[source|them]].' }] })
    seq = await newestSeq()
    answer = await merge('source', 'target', '"4"').expect(200)
  })

  it('answers with the one that stays and names the one that went', () => {
    expect(answer.body).toMatchObject({
      id: targetId,
      slug: 'target',
      status: 'published',
      revision: 2,
      publishedRevision: 2,
      aliases: ['Aim', 'Source', 'Sauce'],
      merged: { type: 'community', id: sourceId, slug: 'source', title: 'Source' },
    })
    expect(answer.headers.etag).toBe(`"${answer.body.version}"`)
  })

  it('leads every address of the source to the target in one hop, sub-path and query kept', async () => {
    for (const reference of ['source', 'old-source', sourceId]) {
      expect(await answerAt(`/v1/communities/${reference}`)).toBe('308 /v1/communities/target')
      expect(await answerAt(`/v1/communities/${reference}/sections?total=true`)).toBe(
        '308 /v1/communities/target/sections?total=true',
      )
      expect(await answerAt(`/v1/communities/${reference}/sections/history`)).toBe(
        '308 /v1/communities/target/sections/history',
      )
    }
  })

  it('lets what others say of the source lead to the target, however they name it', async () => {
    for (const slug of ['by-slug', 'by-id', 'by-link']) {
      expect(await outgoing(slug)).toEqual(['target'])
    }
    const { body } = await get('/v1/communities/by-link?bodyFormat=html').expect(200)
    expect(body.sections[0].html).toContain('/communities/target"')
  })

  it('moves the source’s references to the target, ids kept, without doubles or circles', async () => {
    expect(await outgoing('target')).toEqual(['far', 'both', 'near'])
    expect(await writtenIn('target')).toEqual(['far', 'both', 'near'])
    const moved = answer.body.crossReferences.find(({ id }: { id: string }) => id === movedId)
    expect(moved).toMatchObject({ section: 'overview', note: 'Close by.' })
  })

  it('tells the feed first that it was merged, and into what', async () => {
    const [first, ...others] = await changesSince(seq)
    expect(first).toMatchObject({ op: 'merged', id: sourceId, slug: 'source', intoId: targetId })
    expect(new Set(others.map(({ slug }) => slug))).toEqual(
      new Set(['target', 'near', 'both', 'by-slug', 'by-id', 'by-link']),
    )
    expect(others.every(({ op }) => op === 'updated')).toBe(true)
  })

  it('puts on record what happened to both, and leaves the source’s revisions in the trash', async () => {
    const { body } = await editor.get(pathOf(sourceId)).expect(200)
    expect(body).toMatchObject({ title: 'Source', status: 'archived', mergedInto: targetId })
    expect(body.trashedAt).toEqual(expect.any(String))
    const rows = await running.database.prisma.auditEntry.findMany({
      where: { actor: 'the editor', targetId: { in: [sourceId, targetId] } },
      orderBy: { id: 'asc' },
    })
    expect(rows.map(({ action, targetSlug }) => `${action} ${targetSlug}`)).toEqual([
      'community.updated target',
      'community.published target',
      'community.merged source',
    ])
  })

  it('is for good: the source does not come back, and who has read it has not read the target', async () => {
    const path = `${pathOf(sourceId)}/restoration`
    const { body } = await editor.post(path).set(everything).expect(409)
    expect(body.type).toBe('/problems/merged')
    const { headers } = await editor.get(pathOf(sourceId)).expect(200)
    const stale = headers.etag ?? ''
    await editor.patch(pathOf('source')).set('If-Match', stale).send({ title: 'Lost' }).expect(412)
  })

  it('lets the target take up a slug of the source', async () => {
    await editor.patch(pathOf('target')).set(everything).send({ slug: 'source' }).expect(200)
    await publish(running.database, targetId)
    expect(await answerAt('/v1/communities/source')).toBe(200)
    expect(await answerAt('/v1/communities/target')).toBe('308 /v1/communities/source')
    expect(await answerAt(`/v1/communities/${sourceId}`)).toBe('308 /v1/communities/source')
  })

  it('sends who follows the source to 410 once the target is withdrawn', async () => {
    await takeBack(running.database, targetId)
    for (const reference of ['old-source', sourceId, targetId]) {
      expect(await answerAt(`/v1/communities/${reference}`)).toBe(410)
    }
  })
})

describe('a chain of mergers', () => {
  it('leads to its end in one hop, also for who names the first by its id', async () => {
    const first = await shown('Chain one')
    const second = await shown('Chain two')
    const third = await shown('Chain three')
    await shown('Chain fan', { crossReferences: [see(first), see('chain-two')] })
    await merge('chain-one', second).expect(200)
    await merge('chain-two', third).expect(200)
    for (const reference of ['chain-one', 'chain-two', first, second]) {
      expect(await answerAt(`/v1/communities/${reference}`)).toBe('308 /v1/communities/chain-three')
    }
    expect(await outgoing('chain-fan')).toEqual(['chain-three'])
    expect((await editor.get(pathOf(first)).expect(200)).body.mergedInto).toBe(third)
  })
})

describe('what the public has not seen', () => {
  const publicState = async () => {
    const paths = ['communities?limit=100', 'cross-references', 'tags', 'regions/japan']
    const answers = []
    for (const path of [...paths, 'communities/canary-cage', 'communities/qzcanaryxv']) {
      const { status, headers, text } = await get(`/v1/${path}`)
      const { instance: _instance, ...body } = JSON.parse(text)
      answers.push([path, status, headers.etag, headers['last-modified'], body])
    }
    return answers
  }

  it('stays unseen when a draft is merged: the canary leaves no public trace', async () => {
    const target = await shown('Canary cage')
    const names = { slug: 'qzcanaryxv', aliases: ['Qzaliasxv'], tags: ['qztagxv'] }
    const id = await draft('Qztitlexv', { ...names, crossReferences: [see('near')] })
    const [before, seq] = [await publicState(), await newestSeq()]
    const { body } = await merge('qzcanaryxv', 'canary-cage').expect(200)
    expect(body).toMatchObject({
      revision: 2,
      publishedRevision: 1,
      aliases: ['Qztitlexv', 'Qzaliasxv'],
    })
    expect(await publicState()).toEqual(before)
    expect(await newestSeq()).toBe(seq)
    expect(await answerAt(`/v1/communities/${id}`)).toBe(404)
    expect((await editor.get(pathOf('qzcanaryxv')).expect(200)).body.id).toBe(target)
  })

  it('of the source waits in the target’s draft', async () => {
    await shown('Half said', { crossReferences: [see('near')] })
    const more = { crossReferences: [see('near'), see('far')], aliases: ['Whisper'] }
    await draft('Half said', more)
    await shown('Listener')
    const { body } = await merge('half-said', 'listener').expect(200)
    expect(body).toMatchObject({ revision: 3, publishedRevision: 2 })
    expect(body.aliases).toEqual(['Half said', 'Whisper'])
    expect(await writtenIn('listener')).toEqual(['near', 'far'])
    expect(await outgoing('listener')).toEqual(['near'])
    expect((await get('/v1/communities/listener').expect(200)).body.aliases).toEqual(['Half said'])
  })

  it('of the target stays in its draft', async () => {
    await shown('Plain giver', { crossReferences: [see('near')] })
    await shown('Busy taker')
    await draft('Busy taker', { tagline: 'Not yet.' })
    const { body } = await merge('plain-giver', 'busy-taker').expect(200)
    expect(body).toMatchObject({ revision: 3, publishedRevision: 1, tagline: 'Not yet.' })
    expect(await outgoing('busy-taker')).toEqual([])
    expect(await answerAt('/v1/communities/plain-giver')).toBe('308 /v1/communities/busy-taker')
  })

  it('of a target that is a draft stays unseen when a withdrawn community joins it', async () => {
    const source = await shown('Once public')
    await takeBack(running.database, source)
    const target = await draft('Still secret')
    const seq = await newestSeq()
    await merge('once-public', 'still-secret').expect(200)
    expect(await newestSeq()).toBe(seq)
    const addresses = ['once-public', source].map((one) => `/v1/communities/${one}`)
    for (const address of addresses) expect(await answerAt(address)).toBe(410)
    await publish(running.database, target)
    for (const address of addresses) {
      expect(await answerAt(address)).toBe('308 /v1/communities/still-secret')
    }
  })
})

describe('a withdrawn community', () => {
  it('leads again once it is merged into a published one', async () => {
    const source = await shown('Was here')
    await shown('Remembers', { crossReferences: [see(source)] })
    await takeBack(running.database, source)
    const target = await shown('Is here')
    const seq = await newestSeq()
    await merge('was-here', 'is-here').expect(200)
    expect(await answerAt(`/v1/communities/${source}`)).toBe('308 /v1/communities/is-here')
    expect(await outgoing('remembers')).toEqual(['is-here'])
    const [first] = await changesSince(seq)
    expect(first).toMatchObject({ op: 'merged', slug: 'was-here', intoId: target })
  })
})

describe('a merger is refused', () => {
  beforeAll(async () => {
    await shown('Public one')
    await draft('Draft one')
    await draft('Binned')
    await editor.delete(pathOf('binned')).set(everything).expect(200)
  })

  it.each([
    { reference: 'draft-one', into: 'draft-one', code: 'self-merge' },
    { reference: 'draft-one', into: 'nobody', code: 'unknown-community' },
  ])('with 422 into “$into”, which is $code', async ({ reference, into, code }) => {
    const { body } = await merge(reference, into).expect(422)
    expect(body.errors).toMatchObject([{ pointer: '/into', code }])
  })

  it.each([
    ['of what is in the trash', 'binned', 'draft-one', 'in-trash'],
    ['into what is in the trash', 'draft-one', 'binned', 'in-trash'],
    ['of what is public into what is not', 'public-one', 'draft-one', 'not-published'],
  ])('with 409 %s', async (_what, reference, into, type) => {
    const { body } = await merge(reference, into).expect(409)
    expect(body.type).toBe(`/problems/${type}`)
  })

  it('without a current If-Match of the source, or without a source', async () => {
    const path = `${pathOf('draft-one')}/merge`
    await editor.post(path).send({ into: 'public-one' }).expect(428)
    const { headers } = await merge('draft-one', 'public-one', '"9"').expect(412)
    expect(headers.etag).toBe('"1"')
    await merge('nobody', 'public-one').expect(404)
  })

  it('with a body that is too large or of another type', async () => {
    const path = `${pathOf('draft-one')}/merge`
    await editor
      .post(path)
      .set(everything)
      .send({ into: 'x'.repeat(2_100_000) })
      .expect(413)
    await editor.post(path).set(everything).type('text/plain').send('public-one').expect(415)
  })

  it('where the key does not reach both', async () => {
    const peru = [{ region: 'peru', role: 'primary' as const }]
    await draft('Here too')
    await draft('Elsewhere', { regions: peru })
    const limited = api(
      running.app,
      await keyFor(running.database, 'editor', { name: 'limited', regions: ['japan'] }),
    )
    const attempt = (reference: string, into: string) =>
      limited
        .post(`${pathOf(reference)}/merge`)
        .set(everything)
        .send({ into })
    await attempt('elsewhere', 'here-too').expect(404)
    const { body } = await attempt('here-too', 'elsewhere').expect(422)
    expect(body.errors).toMatchObject([{ code: 'unknown-community' }])
  })

  it('whole, where a hierarchy would close a circle', async () => {
    await shown('Ring top')
    await shown('Ring middle', {
      crossReferences: [{ relation: 'part_of', target: { community: 'ring-top' } }],
    })
    const bottom = { relation: 'part_of', target: { community: 'ring-middle' } }
    await shown('Ring bottom', { crossReferences: [bottom] })
    const seq = await newestSeq()
    const { body } = await merge('ring-bottom', 'ring-top').expect(409)
    expect(body.type).toBe('/problems/reference-cycle')
    expect(await newestSeq()).toBe(seq)
    expect(await answerAt('/v1/communities/ring-bottom')).toBe(200)
  })

  it('where the target cannot hold so much', async () => {
    const many = (from: number) =>
      Array.from({ length: 300 }, (_, index) => see(`many-${from + index}`))
    await draft('Many one', { crossReferences: many(0) })
    await draft('Many two', { crossReferences: many(300) })
    const { body } = await merge('many-one', 'many-two').expect(422)
    expect(body.errors[0].detail).toContain('/crossReferences')
  })
})

describe('at the same moment', () => {
  /** Status of the merger and of the publication, and what the public sees of it. */
  const race = async (round: number) => {
    const [racer, goal] = [`racer-${round}`, `goal-${round}`]
    await shown(`Racer ${round}`)
    await shown(`Goal ${round}`)
    await draft(`Racer ${round}`, { tagline: 'New.', crossReferences: [see('near')] })
    const starts = {
      merger: () => merge(racer, goal, '"3"'),
      publication: () =>
        editor
          .post(`${pathOf(racer)}/publication`)
          .set('If-Match', '"3"')
          .send({}),
    }
    const first = round % 2 === 0 ? starts.merger() : starts.publication()
    // A little later from round to round, so that each of the two is first at times.
    const second = delay(round).then(() =>
      round % 2 === 0 ? starts.publication() : starts.merger(),
    )
    const [one, two] = (await Promise.all([first, second])).map(({ status }) => status)
    const statuses = round % 2 === 0 ? [one, two] : [two, one]
    const found = await answerAt(`/v1/communities/${racer}`)
    const left = found === 200 ? racer : goal
    return [...statuses, found === 200 ? 'there' : found, await outgoing(left)].join(' ')
  }

  it('a merger and a publication of the source leave one state, whichever is first', async () => {
    for (let round = 0; round < 20; round++) {
      const merged = `200 409 308 /v1/communities/goal-${round} `
      const mergedBeforeItWasFound = merged.replace('409', '412')
      expect([merged, mergedBeforeItWasFound, '412 200 there near']).toContain(await race(round))
    }
  })

  it('of two communities merged into each other one stays', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await shown(`Left ${round}`), await shown(`Right ${round}`)]
      const answers = await Promise.all([merge(a, b, '"2"'), merge(b, a, '"2"')])
      const statuses = answers.map(({ status }) => status).sort((a, b) => a - b)
      expect([
        [200, 409],
        [200, 412],
      ]).toContainEqual(statuses)
      const found = [await answerAt(`/v1/communities/${a}`), await answerAt(`/v1/communities/${b}`)]
      expect(found.filter((one) => one === 200)).toHaveLength(1)
    }
  })
})
