import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
})

const large = () =>
  contentOf({
    title: 'Large',
    tags: ['big'],
    aliases: ['Huge'],
    images: [
      {
        url: 'https://example.org/a.png',
        alt: 'A',
        width: 1,
        height: 1,
        credit: null,
        license: null,
      },
    ],
    regions: [
      { region: 'japan', role: 'primary' },
      { region: 'global', role: 'scope' },
    ],
    sections: Array.from({ length: 40 }, (_, n) => ({
      slug: `part-${n}`,
      kind: 'other' as const,
      body: 'A *b*.',
    })),
    crossReferences: Array.from({ length: 120 }, (_, n) => ({
      relation: 'source' as const,
      target: { url: `https://example.org/${n}`, label: null },
    })),
  })

async function statementsOf(path: string): Promise<number> {
  const { pool } = running.database
  const original: typeof pool.query = pool.query.bind(pool)
  let statements = 0
  running.app.answerCache.clear()
  const counting: unknown = (...parameters: Parameters<typeof original>) => {
    statements += 1
    return original(...parameters)
  }
  pool.query = counting as typeof original
  try {
    await get(path).expect(200)
  } finally {
    pool.query = original
  }
  return statements
}

describe('a profile', () => {
  it('holds all that a page needs, the same by slug and by id', async () => {
    const id = await savePublished(running.database, large())
    const { body } = await get('/v1/communities/large').expect(200)
    expect(body).toMatchObject({
      type: 'community',
      id,
      slug: 'large',
      title: 'Large',
      tagline: 'About Large.',
      aliases: ['Huge'],
      tags: ['big'],
      images: [{ alt: 'A' }],
      locale: 'en',
      locales: ['en'],
      wordCount: 80,
      revision: 1,
      regions: [
        { slug: 'japan', name: 'Japan', role: 'primary', isoAlpha2: 'JP', m49: '392' },
        { slug: 'global', role: 'scope', isoAlpha2: null },
      ],
    })
    expect(body.sections.map(({ position }: { position: number }) => position)).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 1),
    )
    for (const reference of [id, id.toUpperCase()]) {
      expect((await get(`/v1/communities/${reference}`).expect(200)).body.slug).toBe('large')
    }
  })

  it('takes as many statements whether it is large or small', async () => {
    await savePublished(running.database, contentOf({ title: 'Small' }))
    const small = await statementsOf('/v1/communities/small')
    expect(small).toBeGreaterThan(0)
    expect(small).toBeLessThanOrEqual(3)
    expect(await statementsOf('/v1/communities/large')).toBe(small)
  })

  it('answers with the fields that are asked for; type and id always stay', async () => {
    const { body } = await get('/v1/communities/large?fields=title,tags').expect(200)
    expect(Object.keys(body).sort()).toEqual(['id', 'tags', 'title', 'type'])
    const fault = await get('/v1/communities/large?fields=titel').expect(400)
    expect(fault.body.errors).toMatchObject([{ detail: expect.stringContaining('“title”') }])
  })

  it('leaves out the way to more cross-references where it leaves them out', async () => {
    const { body } = await get('/v1/communities/large?fields=title').expect(200)
    expect(body).not.toHaveProperty('crossReferencesNext')
  })

  it('gives texts in the forms that are asked for and no other', async () => {
    const { body } = await get('/v1/communities/large?bodyFormat=html,text').expect(200)
    expect(body.sections[0]).toMatchObject({
      html: expect.stringContaining('<em>b</em>'),
      text: expect.stringContaining('A b.'),
    })
    expect(body.sections[0]).not.toHaveProperty('body')
  })

  it('has a new time and tag when the title of a neighbour changes, an old copy is no longer good', async () => {
    const shown = contentOf({ title: 'Neighbour' })
    await savePublished(running.database, shown)
    await savePublished(
      running.database,
      contentOf({
        title: 'Showing',
        crossReferences: [{ relation: 'see_also', target: { community: 'neighbour' } }],
      }),
    )
    const before = await get('/v1/communities/showing').expect(200)
    await save(running.database, { ...shown, title: 'Neighbour anew' })
    await publish(running.database, 'neighbour')
    const modified = before.headers['last-modified'] ?? ''
    const after = await get('/v1/communities/showing')
      .set('If-Modified-Since', modified)
      .expect(200)
    expect(Date.parse(after.headers['last-modified'] ?? '')).toBeGreaterThan(Date.parse(modified))
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(after.body.crossReferences[0].target.title).toBe('Neighbour anew')
    expect(after.body.updatedAt).toBe(before.body.updatedAt)
  })

  it('shows nothing of a revision that is not published', async () => {
    const before = await get('/v1/communities/small').expect(200)
    await save(running.database, contentOf({ title: 'Small', tagline: 'Not yet.' }))
    running.app.answerCache.clear()
    const after = await get('/v1/communities/small').expect(200)
    expect(after.text).toBe(before.text)
    expect(after.headers.etag).toBe(before.headers.etag)
  })
})
