import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>
let contributor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
  contributor = api(running.app, await keyFor(running.database, 'contributor'))
})
afterAll(() => running.close())

const path = '/v1/editorial/batch'

const batch = (operations: object[], key = editor) => key.post(path).send({ operations })

const creation = (title: string, more: object = {}) => ({
  operation: 'createCommunity',
  body: { title, ...more },
})

const complete = {
  tagline: 'T.',
  regions: [{ region: 'JP', role: 'primary' }],
  sections: [{ kind: 'overview', body: 'Words.' }],
}

const change = (community: string, ifMatch: string, body: object) => ({
  ...{ operation: 'updateCommunity', community, ifMatch, body },
})

const stored = async () => {
  const { prisma } = running.database
  return {
    drafts: await prisma.draft.count(),
    slugs: await prisma.draftSlug.count(),
    revisions: await prisma.revision.count(),
    changes: await prisma.change.count(),
    done: await prisma.auditEntry.count({ where: { outcome: 'done' } }),
  }
}

/** The problem of a batch, of which nothing may be left. */
async function refused(operations: object[], status: number, key = editor) {
  const before = await stored()
  const { body, headers } = await batch(operations, key).expect(status)
  expect(await stored()).toEqual(before)
  return { ...body, headers }
}

const pointersOf = ({ errors }: { errors: { pointer: string }[] }) =>
  errors.map(({ pointer }) => pointer)

describe('a batch', () => {
  it('does all in order, each operation on what the earlier ones left', async () => {
    const { body } = await batch([
      creation('In order', complete),
      change('in-order', '*', { slug: 'renamed-in-order' }),
      change('in-order', '"2"', { tagline: 'Second.' }),
      { operation: 'publishCommunity', community: 'renamed-in-order', ifMatch: '"3"' },
      { operation: 'withdrawCommunity', community: 'renamed-in-order', ifMatch: '*' },
      creation('Another one'),
    ]).expect(200)
    expect(body.results).toMatchObject([
      {
        operation: 'createCommunity',
        status: 201,
        entityTag: '"1"',
        location: '/v1/editorial/communities/in-order',
        body: { slug: 'in-order', revision: 1 },
      },
      { status: 200, entityTag: '"2"', location: null, body: { slug: 'renamed-in-order' } },
      { entityTag: '"3"', body: { tagline: 'Second.' } },
      { operation: 'publishCommunity', body: { outcome: 'published', publishedRevision: 3 } },
      { operation: 'withdrawCommunity', body: { status: 'archived' } },
      { status: 201, body: { slug: 'another-one' } },
    ])
    await api(running.app).get('/v1/communities/renamed-in-order').expect(410)
  })

  it('stores one revision and one audit row for each change, with the message of the batch', async () => {
    const operations = [creation('Told why'), change('told-why', '*', { tagline: 'T.' })]
    const { body } = await editor
      .post(path)
      .send({ operations, changeMessage: 'Spring clean' })
      .expect(200)
    const { id } = body.results[0].body
    const { prisma } = running.database
    const revisions = await prisma.revision.findMany({ where: { draftId: id } })
    expect(revisions.map(({ message }) => message)).toEqual(['Spring clean', 'Spring clean'])
    const entries = await prisma.auditEntry.findMany({
      where: { targetId: id },
      orderBy: { at: 'asc' },
    })
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'community.created',
      'community.updated',
    ])
  })

  it('takes a hundred operations, and not one more', async () => {
    const many = Array.from({ length: 100 }, (_, n) => creation(`Of a hundred ${n}`))
    const { body } = await batch(many).expect(200)
    expect(body.results).toHaveLength(100)
    await refused([...many, creation('Too many')], 422)
    await refused([], 422)
  })

  it('reaches every part of a community', async () => {
    const on = { community: 'by-parts', ifMatch: '*' }
    const part = (operation: string, more: object) => ({ operation, ...on, ...more })
    const target = { community: 'elsewhere' }
    const first = await batch([
      creation('By parts'),
      {
        ...{ operation: 'putSection', community: 'by-parts', section: 'history' },
        ...{ ifNoneMatch: '*', body: { kind: 'history', body: 'Then.' } },
      },
      part('putSection', { section: 'history', body: { kind: 'history', body: 'Long ago.' } }),
      {
        ...{ operation: 'putSection', community: 'by-parts', section: 'cuisine' },
        ...{ ifNoneMatch: '*', body: { kind: 'cuisine', body: 'Tea.' } },
      },
      part('updateSection', { section: 'cuisine', body: { heading: 'At table' } }),
      part('reorderSections', { body: { sections: ['cuisine', 'history'] } }),
      part('deleteSection', { section: 'history' }),
      {
        ...{ operation: 'createCrossReference', community: 'by-parts' },
        body: { relation: 'see_also', target },
      },
    ]).expect(200)
    const reference = first.body.results.at(-1).body.id
    const { body } = await batch([
      part('updateCrossReference', { reference, body: { note: 'Look there.' } }),
      part('deleteCrossReference', { reference }),
      part('deleteCommunity', {}),
      part('restoreCommunity', {}),
      part('updateCommunity', { body: { tagline: 'Still here.' } }),
    ]).expect(200)
    expect(body.results.at(-1).body).toMatchObject({
      sections: [{ slug: 'cuisine', heading: 'At table', body: 'Tea.' }],
      crossReferences: [],
      trashedAt: null,
    })
    const problem = await refused(
      [{ operation: 'putSection', community: 'by-parts', section: 'x', body: { kind: 'other' } }],
      422,
    )
    expect(pointersOf(problem)).toEqual(['/operations/0/ifMatch'])
  })

  it('is done once under an idempotency key', async () => {
    const send = () =>
      batch([creation('Once only')])
        .set('Idempotency-Key', 'batch-1')
        .expect(200)
    const [one, other] = await Promise.all([send(), send()])
    expect(one.text).toBe(other.text)
  })

  it('never deadlocks with another one that has the same communities in another order', async () => {
    const names = Array.from({ length: 6 }, (_, n) => `tangled-${n}`)
    await batch(names.map((slug) => creation(slug, complete))).expect(200)
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const order = n % 2 === 0 ? names : names.toReversed()
        const operations = order.map((slug) => change(slug, '*', { tagline: `By ${n}.` }))
        const [first = ''] = order
        const shown = { operation: 'publishCommunity', community: first, ifMatch: '*' }
        return batch(n % 3 === 0 ? [...operations, shown] : operations)
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const taglines = await Promise.all(
      names.map(
        async (slug) => (await editor.get(`/v1/editorial/communities/${slug}`)).body.tagline,
      ),
    )
    expect(new Set(taglines).size).toBe(1)
  })
})

describe('a batch that is refused', () => {
  it('stores nothing of it, and points into the operation that was refused', async () => {
    const problem = await refused(
      [
        creation('Never made'),
        creation('Not this one', { regions: [{ region: 'XQ', role: 'primary' }] }),
      ],
      422,
    )
    expect(problem.errors).toMatchObject([
      { pointer: '/operations/1/body/regions/0/region', code: 'unknown-region' },
    ])
    expect(problem.detail).toContain('Operation 1 (createCommunity)')
  })

  it('names every fault of the shape of every operation', async () => {
    const problem = await refused(
      [
        creation('Fine'),
        { operation: 'updateCommunity', community: 'x', body: {} },
        { operation: 'createComunity', body: { title: 'x' } },
        { operation: 'createCommunity', body: { title: 'x', colour: 'red' }, ifMatch: '*' },
        change('x', '3', { tagline: 7 }),
      ],
      422,
    )
    expect(pointersOf(problem)).toEqual(
      expect.arrayContaining([
        '/operations/1/ifMatch',
        '/operations/2/operation',
        '/operations/3/ifMatch',
        '/operations/3/body/colour',
        '/operations/4/ifMatch',
        '/operations/4/body/tagline',
      ]),
    )
    expect(JSON.stringify(problem)).toContain('“createCommunity”')
  })

  it('answers 412 with the current ETag where a community has moved on', async () => {
    await batch([creation('Moving'), change('moving', '*', { tagline: 'Moved.' })]).expect(200)
    const problem = await refused(
      [creation('Before it'), change('moving', '"1"', { tagline: 'Late.' })],
      412,
    )
    expect(problem.headers.etag).toBe('"2"')
    expect(problem.errors).toMatchObject([{ pointer: '/operations/1', code: 'stale-revision' }])
  })

  it('answers 404 and 409 as the routes of the operations do', async () => {
    const missing = await refused(
      [creation('Before nobody'), change('nobody-here', '*', { tagline: 'T.' })],
      404,
    )
    expect(pointersOf(missing)).toEqual(['/operations/1'])
    const taken = await refused([creation('Twice'), creation('Twice')], 409)
    expect(taken).toMatchObject({ type: '/problems/slug-taken' })
    expect(pointersOf(taken)).toEqual(['/operations/1'])
  })

  it('tells contributors which operations are not theirs, and puts it on record', async () => {
    const shown = { operation: 'publishCommunity', community: 'whichever', ifMatch: '*' }
    const problem = await refused([creation('By a contributor'), shown], 403, contributor)
    expect(pointersOf(problem)).toEqual(['/operations/1/operation'])
    const record = await running.database.prisma.auditEntry.findFirst({
      where: { action: 'refused.runBatch' },
    })
    expect(record).toMatchObject({ outcome: 'refused', problem: 'forbidden' })
    await batch([creation('By a contributor')], contributor).expect(200)
  })

  it('keeps a key to its reach', async () => {
    await batch([creation('Out of reach')]).expect(200)
    const limited = api(
      running.app,
      await keyFor(running.database, 'editor', { name: 'limited', regions: ['JP'] }),
    )
    await refused([change('out-of-reach', '*', { tagline: 'T.' })], 404, limited)
    await batch([creation('Within reach', complete)], limited).expect(200)
  })

  it('answers 413 and 415 for bodies that it does not take', async () => {
    await batch([creation('Long', { tagline: 'x'.repeat(2_100_000) })]).expect(413)
    await editor.post(path).type('text/plain').send('operations').expect(415)
  })
})
