import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
})
afterAll(() => running.close())

interface Check {
  id: string
  check: string
  community: { slug: string }
  reference?: string
}

const base = '/v1/editorial/communities'

const create = async (body: object) => (await editor.post(base).send(body).expect(201)).body

const checks = async (query: string, by = editor): Promise<Check[]> =>
  (await by.get(`/v1/editorial/checks?${query}`).expect(200)).body.data

const placed = { regions: [{ region: 'JP', role: 'primary' }] }
const placedInFrance = { regions: [{ region: 'FR', role: 'primary' }] }

const publishable = (title: string) => ({
  title,
  tagline: 'T.',
  ...placed,
  sections: [{ kind: 'overview', body: 'Words.' }],
})

const publication = (slug: string, tag: string) =>
  editor.post(`${base}/${slug}/publication`).set('If-Match', tag).send({}).expect(200)

async function createWithdrawn(title: string) {
  const { slug } = await create(publishable(title))
  await publication(slug, '"1"')
  await editor.delete(`${base}/${slug}/publication`).set('If-Match', '"2"').expect(200)
  return slug
}

describe('targets', () => {
  it('are told apart as published, withdrawn, unpublished and unknown', async () => {
    await create(publishable('Seen'))
    await publication('seen', '"1"')
    await createWithdrawn('Gone')
    await create({ title: 'Waiting' })
    const { id, crossReferences } = await create({
      title: 'Referrer',
      ...placed,
      crossReferences: [
        { relation: 'related_to', target: { community: 'seen' } },
        { relation: 'related_to', target: { community: 'gone' } },
        { relation: 'related_to', target: { community: 'waiting' } },
        { relation: 'related_to', target: { community: 'nobody' } },
        { relation: 'mentions', target: { community: 'seen', section: 'overview' } },
        { relation: 'mentions', target: { community: 'seen', section: 'cuisine' } },
        { relation: 'source', target: { url: 'https://example.org/' } },
      ],
    })
    const [, gone, waiting, nobody, , cuisine] = crossReferences
    const found = await checks('community=referrer')
    const community = {
      type: 'community',
      id,
      slug: 'referrer',
      title: 'Referrer',
      status: 'draft',
    }
    const path = `${base}/referrer/cross-references`
    const mended = ({ id: reference }: { id: string }) => ({
      reference,
      mend: { method: 'PATCH', path: `${path}/${reference}` },
    })
    expect(found.slice(1)).toMatchObject([
      { check: 'unknown-target', community, ...mended(nobody) },
      { check: 'unknown-target', community, ...mended(cuisine) },
      {
        check: 'unpublished-target',
        reference: waiting.id,
        mend: { method: 'POST', path: `${base}/waiting/publication` },
      },
      { check: 'withdrawn-target', community, ...mended(gone) },
    ])
    expect(found[0]?.check).toBe('missing-section')
  })

  it('of links are told with their section', async () => {
    await createWithdrawn('Left')
    await create({ title: 'Coming' })
    await create({
      title: 'Linker',
      ...placed,
      sections: [
        {
          kind: 'history',
          body: 'See [[left]], [[coming]], [[linker]], [[no-such-thing|them]] and `[[code]]`.',
        },
      ],
    })
    const section = 'history'
    const edit = { method: 'PATCH', path: `${base}/linker/sections/history` }
    const found = await checks(
      'community=linker&check=dead-link,withdrawn-target,unpublished-target,unknown-target',
    )
    expect(found).toMatchObject([
      { check: 'dead-link', section, mend: edit },
      {
        check: 'unpublished-target',
        section,
        mend: { method: 'POST', path: `${base}/coming/publication` },
      },
      { check: 'withdrawn-target', section, mend: edit },
    ])
    expect(found.some((check) => 'reference' in check)).toBe(false)
  })

  it('out of the reach of a key are as unknown as the public knows them', async () => {
    await create({ title: 'Hidden Draft', ...placedInFrance })
    await create({ ...publishable('Public Abroad'), ...placedInFrance })
    await publication('public-abroad', '"1"')
    await editor
      .patch(`${base}/public-abroad`)
      .set('If-Match', '"2"')
      .send({ slug: 'soon-abroad' })
      .expect(200)
    await create({
      title: 'Neighbour',
      ...placed,
      crossReferences: ['hidden-draft', 'public-abroad', 'soon-abroad'].map((community) => ({
        relation: 'related_to',
        target: { community },
      })),
      sections: [{ kind: 'overview', body: 'See [[hidden-draft]].' }],
    })
    const limited = api(
      running.app,
      await keyFor(running.database, 'contributor', { regions: ['JP'] }),
    )
    const query =
      'community=neighbour&check=unknown-target,unpublished-target,withdrawn-target,dead-link'
    const told = await checks(query, limited)
    expect(told.map(({ check }) => check)).toEqual([
      'dead-link',
      'unknown-target',
      'unknown-target',
    ])
    expect(JSON.stringify(told)).not.toContain('public-abroad')
    expect((await checks(query)).map(({ check }) => check)).toEqual([
      'unpublished-target',
      'unpublished-target',
      'unpublished-target',
    ])
    const all = await checks('limit=100', limited)
    const slugs = new Set(all.map(({ community }) => community.slug))
    expect(slugs).toContain('neighbour')
    expect(slugs).not.toContain('hidden-draft')
    const { body } = await limited.get('/v1/editorial/checks?community=hidden-draft').expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'community', code: 'unknown-community' }])
    await editor.get('/v1/editorial/checks?community=hidden-draft').expect(200)
  })
})

describe('quotes', () => {
  it('are missed where their section, in any language and spacing, no longer says them', async () => {
    const reference = (community: string, quote: string, section: string | null) => ({
      relation: 'mentions',
      target: { community },
      quote,
      section,
    })
    const { crossReferences } = await create({
      title: 'Quoter',
      ...placed,
      translations: { ja: { title: '引用' } },
      sections: [
        {
          kind: 'overview',
          body: 'They **met**\nin [[a|the halls]] daily.',
          translations: { ja: { heading: '概要', body: '彼らは毎日会った。' } },
        },
        { kind: 'history', body: 'Long ago.' },
      ],
      crossReferences: [
        reference('a', 'They met in the halls', 'overview'),
        reference('b', '毎日会った', 'overview'),
        reference('c', 'Long ago.', null),
        reference('d', 'Long ago.', 'overview'),
        reference('e', 'Never said.', null),
        reference('f', 'Quoter', null),
      ],
    })
    const found = await checks('community=quoter&check=missing-quote')
    const [, , , wrongSection, neverSaid] = crossReferences
    expect(found).toMatchObject([
      { reference: wrongSection.id, section: 'overview' },
      { reference: neverSaid.id, section: null },
    ])
  })
})

describe('gaps', () => {
  it('are a missing region and missing standard sections, one entry each', async () => {
    await create({
      title: 'Gappy',
      sections: ['overview', 'traditions', 'music_arts', 'cuisine'].map((kind) => ({ kind })),
    })
    expect(await checks('community=gappy')).toMatchObject([
      {
        check: 'missing-section',
        detail: 'Standard sections are missing: history, social_structure, modern_culture.',
        mend: { method: 'PUT', path: `${base}/gappy/sections/history` },
      },
      { check: 'no-region', mend: { method: 'PATCH', path: `${base}/gappy` } },
    ])
  })

  it('do not count in the trash', async () => {
    const { id } = await create({ title: 'Binned' })
    await running.database.prisma.draft.update({ where: { id }, data: { trashedAt: new Date() } })
    expect(await checks('community=binned')).toEqual([])
  })
})

describe('stale work', () => {
  it('is what nobody published or touched for so many days', async () => {
    // The factory writes at the beginning of 2026.
    await save(running.database, contentOf({ title: 'Forgotten' }))
    await create({ title: 'Fresh' })
    await create(publishable('Settled'))
    await publication('settled', '"1"')
    await create(publishable('Half Done'))
    await publication('half-done', '"1"')
    await editor
      .patch(`${base}/half-done`)
      .set('If-Match', '"2"')
      .send({ tagline: 'New.' })
      .expect(200)
    const stale = async (query: string) =>
      (await checks(`community=forgotten,fresh,settled,half-done&check=stale-draft&${query}`))
        .map(({ community }) => community.slug)
        .toSorted()
    expect(await stale('')).toEqual(['forgotten'])
    expect(await stale('staleDays=0')).toEqual(['forgotten', 'fresh', 'half-done'])
    expect(await checks('community=forgotten&check=stale-draft')).toMatchObject([
      { mend: { method: 'POST', path: `${base}/forgotten/review` } },
    ])
    expect(await checks('community=half-done&check=stale-draft&staleDays=0')).toMatchObject([
      { mend: { method: 'POST', path: `${base}/half-done/publication` } },
    ])
  })
})

describe('the list', () => {
  const pageThrough = async (query: string, from = ''): Promise<Check[]> => {
    const found: Check[] = []
    let cursor: string | null = from
    while (cursor !== null) {
      const more: string = cursor && `&cursor=${cursor}`
      const { body } = await editor.get(`/v1/editorial/checks?${query}${more}`).expect(200)
      found.push(...body.data)
      cursor = body.page.next
    }
    return found
  }

  it('gives the same in pages of any size, by community and then by check', async () => {
    for (let number = 0; number < 60; number += 1) await create({ title: `Bare Number ${number}` })
    const whole = await pageThrough('limit=100')
    expect(whole.length).toBeGreaterThan(120)
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
    expect(await pageThrough('limit=7')).toEqual(whole)
    const regionless = await pageThrough('limit=7&check=no-region')
    expect(regionless).toEqual(whole.filter(({ check }) => check === 'no-region'))
  })

  it('neither repeats nor skips while things are mended', async () => {
    const before = await pageThrough('limit=100')
    const first = await editor.get('/v1/editorial/checks?limit=10').expect(200)
    const [mended] = before.filter(({ check }) => check === 'no-region')
    await editor
      .patch(`${base}/${mended?.community.slug}`)
      .set('If-Match', '*')
      .send(placed)
      .expect(200)
    const rest = await pageThrough('limit=100', first.body.page.next)
    const ids = [...first.body.data, ...rest].map(({ id }: Check) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const surviving = before.filter(({ id }) => id !== mended?.id)
    expect(ids).toEqual(expect.arrayContaining(surviving.map(({ id }) => id)))
  })

  it('filters by region and status, and names what it does not know', async () => {
    await create({ title: 'In Kyiv', regions: [{ region: 'UA', role: 'primary' }] })
    const slugs = (found: Check[]) => [...new Set(found.map(({ community }) => community.slug))]
    expect(slugs(await checks('region=europe&status=draft'))).toContain('in-kyiv')
    expect(slugs(await checks('region=UA'))).toEqual(['in-kyiv'])
    expect(await checks('region=UA&status=published')).toEqual([])
    await editor.get('/v1/editorial/checks?region=nowhere').expect(400)
    await editor.get('/v1/editorial/checks?community=nobody').expect(400)
    await editor.get('/v1/editorial/checks?check=colour').expect(400)
    await editor.get('/v1/editorial/checks?total=true').expect(400)
    await editor.get('/v1/editorial/checks?cursor=abc').expect(400)
  })

  it('leads on where a request has looked long enough and found little', async () => {
    await running.database.prisma.$executeRaw`
      WITH many AS (
        INSERT INTO editorial.draft (id, slug, version, revision, title, title_sort_key, kind, region_ids,
          created_at, created_by, updated_at, updated_by)
        SELECT gen_random_uuid(), 'many-' || n, 1, 1, 'Many', 'many', 'microculture', '{}', now(), 'x', now(), 'x'
        FROM generate_series(1, 1100) n RETURNING id, slug
      )
      INSERT INTO editorial.revision (draft_id, number, content, author, changed_paths, created_at)
      SELECT id, 1, jsonb_build_object('slug', slug, 'title', 'Many', 'regions', '[]'::jsonb,
        'crossReferences', '[]'::jsonb, 'sections', '[]'::jsonb), 'x', '{}', now() FROM many`
    const { body, headers } = await editor
      .get('/v1/editorial/checks?check=dead-link&limit=100')
      .expect(200)
    expect(body.page.next).not.toBe(null)
    expect(headers.link).toContain('rel="next"')
    const rest = await pageThrough('check=dead-link&limit=100', body.page.next)
    const slugs = [...body.data, ...rest].map(({ community }: Check) => community.slug)
    expect(slugs.toSorted()).toEqual(['linker', 'quoter'])
  })
})
