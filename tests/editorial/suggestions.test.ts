import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
})
afterAll(() => running.close())

interface Suggestion {
  id: string
  target: { slug: string; title?: string }
  quote: string
}

const base = '/v1/editorial/communities'

const create = async (body: object): Promise<{ slug: string; id: string }> =>
  (await editor.post(base).send(body).expect(201)).body

const overview = (body: string) => ({ sections: [{ kind: 'overview', body }] })

async function suggested(slug: string, by = editor, query = ''): Promise<Suggestion[]> {
  return (await by.get(`${base}/${slug}/suggestions${query}`).expect(200)).body.data
}

const slugsOf = (suggestions: Suggestion[]) => suggestions.map(({ target }) => target.slug)

const idOf = (suggestions: Suggestion[], slug: string): string => {
  const found = suggestions.find(({ target }) => target.slug === slug)
  if (!found) throw new Error(`${slug} is not suggested`)
  return found.id
}

const decide = (slug: string, tag: string, body: object, by = editor) =>
  by.post(`${base}/${slug}/suggestions/acceptances`).set('If-Match', tag).send(body)

const publishable = (title: string, body = 'Words.') => ({
  title,
  tagline: 'T.',
  regions: [{ region: 'JP', role: 'primary' }],
  ...overview(body),
})

const publish = (slug: string, tag = '"1"') =>
  editor.post(`${base}/${slug}/publication`).set('If-Match', tag).send({}).expect(200)

describe('suggestions', () => {
  it('name each community and region that the texts say once, with the place and the count', async () => {
    await create({ title: 'Zine Makers', aliases: ['Zinesters'] })
    const { slug } = await create({
      title: 'Risograph Printers',
      ...overview('Print is slow. Many **Zinesters** print. Zine Makers from Brazil do too.'),
    })
    const { body } = await editor.get(`${base}/${slug}/suggestions?total=true`).expect(200)
    expect(body.page).toEqual({ limit: 20, next: null, total: 2 })
    expect(body.data).toMatchObject([
      {
        type: 'suggestion',
        kind: 'cross_reference',
        relation: 'mentions',
        target: { type: 'community', title: 'Zine Makers', status: 'draft' },
        field: 'body',
        section: 'overview',
        locale: 'en',
        quote: 'Many Zinesters print.',
        occurrences: 2,
      },
      { kind: 'region', relation: null, target: { slug: 'brazil', role: 'present' } },
    ])
    const [{ start, end }] = body.data
    const plain = 'Print is slow. Many Zinesters print. Zine Makers from Brazil do too.'
    expect(plain.slice(start, end)).toBe('Zinesters')
  })

  it('put the most frequent first, and quote bodies before other texts', async () => {
    await create({ title: 'Knot Tyers', aliases: ['Knotters'] })
    const { slug } = await create({
      title: 'Rope Shops',
      tagline: 'Where Knotters meet in Chile.',
      ...overview('Knotters come. Knot Tyers stay.'),
    })
    expect(await suggested(slug)).toMatchObject([
      { target: { slug: 'knot-tyers' }, occurrences: 3, quote: 'Knotters come.' },
      { target: { slug: 'chile' }, field: 'tagline', section: null },
    ])
  })

  it('page through without repeating', async () => {
    const { slug } = await create({
      title: 'Travellers',
      ...overview('Chile, Peru, Peru, Kenya and Norway.'),
    })
    const first = await editor.get(`${base}/${slug}/suggestions?limit=3`).expect(200)
    expect(slugsOf(first.body.data)).toEqual(['peru', 'chile', 'kenya'])
    const cursor = first.body.page.next
    const second = await editor
      .get(`${base}/${slug}/suggestions?limit=3&cursor=${cursor}`)
      .expect(200)
    expect(slugsOf(second.body.data)).toEqual(['norway'])
    expect(second.body.page.next).toBe(null)
  })

  it('leave out itself, the world, and what is referred to, linked or placed already', async () => {
    await create({ title: 'Stated Ones' })
    await create({ title: 'Linked Ones' })
    const { slug } = await create({
      title: 'Quiet Ones',
      regions: [{ region: 'PE', role: 'primary' }],
      crossReferences: [{ relation: 'related_to', target: { community: 'stated-ones' } }],
      ...overview(
        'Quiet Ones know Stated Ones, [[linked-ones]] as Linked Ones, in Peru at the Top of the World.',
      ),
    })
    expect(await suggested(slug)).toEqual([])
  })

  it('leave out what is in the trash or withdrawn', async () => {
    const trashed = await create({ title: 'Thrown Away' })
    await running.database.prisma.draft.update({
      where: { id: trashed.id },
      data: { trashedAt: new Date(), version: { increment: 1 } },
    })
    await create(publishable('Taken Back'))
    await publish('taken-back')
    await editor.delete(`${base}/taken-back/publication`).set('If-Match', '"2"').expect(200)
    const { slug } = await create({
      title: 'Rememberers',
      ...overview('Thrown Away and Taken Back.'),
    })
    expect(await suggested(slug)).toEqual([])
  })

  it('read every language in its own way', async () => {
    await create({
      title: 'Calligraphers',
      translations: { ja: { title: '書道家' } },
    })
    const { slug } = await create({
      title: 'Paper Mills',
      translations: { ja: { title: '製紙工房' } },
      sections: [
        {
          kind: 'overview',
          body: 'Nothing to see.',
          translations: {
            ja: {
              heading: '概要',
              body: '紙は美しい。和紙は書道家に愛され、ブラジルにも送られる。',
            },
          },
        },
      ],
    })
    expect(await suggested(slug)).toMatchObject([
      { target: { slug: 'brazil' } },
      { target: { slug: 'calligraphers' } },
    ])
    const [, community] = await suggested(slug)
    expect(community).toMatchObject({
      locale: 'ja',
      section: 'overview',
      quote: '和紙は書道家に愛され、ブラジルにも送られる。',
    })
  })

  it('know a new title at once, and an old one no longer', async () => {
    const { slug } = await create({ title: 'Listeners', ...overview('Fresh Names, Later Names.') })
    expect(await suggested(slug)).toEqual([])
    await create({ title: 'Fresh Names' })
    expect(slugsOf(await suggested(slug))).toEqual(['fresh-names'])
    await editor
      .patch(`${base}/fresh-names`)
      .set('If-Match', '"1"')
      .send({ title: 'Other Names' })
      .expect(200)
    expect(await suggested(slug)).toEqual([])
    await editor
      .patch(`${base}/fresh-names`)
      .set('If-Match', '"2"')
      .send({ aliases: ['Later Names'] })
      .expect(200)
    expect(await suggested(slug)).toMatchObject([{ target: { title: 'Other Names' } }])
  })

  it('know a new name of a region at once', async () => {
    const { slug } = await create({
      title: 'Mapmakers',
      ...overview('They live in Atlantis Nova.'),
    })
    expect(await suggested(slug)).toEqual([])
    await running.database.prisma.region.update({
      where: { slug: 'malta' },
      data: { names: { en: 'Atlantis Nova' } },
    })
    expect(slugsOf(await suggested(slug))).toEqual(['malta'])
  })

  it('answer 404 for what is not there', async () => {
    await editor.get(`${base}/nobody-here/suggestions`).expect(404)
    await decide('nobody-here', '*', { reject: ['x'] }).expect(404)
    await editor
      .delete(`${base}/nobody-here/suggestions/rejections/x`)
      .set('If-Match', '*')
      .expect(404)
  })
})

describe('a key of limited reach', () => {
  it('is told of drafts in its reach, of others only what is public', async () => {
    await create({ ...publishable('Open Secret'), regions: [{ region: 'FR', role: 'primary' }] })
    await publish('open-secret')
    await editor
      .patch(`${base}/open-secret`)
      .set('If-Match', '"2"')
      .send({ aliases: ['Whispered Name'], title: 'Renamed Secret' })
      .expect(200)
    await create({ title: 'Hidden Circle', regions: [{ region: 'FR', role: 'primary' }] })
    await create({
      title: 'Hidden Circle of Friends',
      regions: [{ region: 'FR', role: 'primary' }],
    })
    await create({ title: 'Circle of Friends', regions: [{ region: 'JP', role: 'primary' }] })
    const { slug } = await create({
      title: 'Curious',
      regions: [{ region: 'JP', role: 'primary' }],
      ...overview('Open Secret. Whispered Name. Renamed Secret. Hidden Circle of Friends.'),
    })
    const limited = api(
      running.app,
      await keyFor(running.database, 'contributor', { regions: ['JP'] }),
    )
    expect(await suggested(slug, limited)).toMatchObject([
      { target: { slug: 'circle-of-friends' } },
      {
        target: { slug: 'open-secret', title: 'Open Secret', status: 'published' },
        occurrences: 1,
      },
    ])
    expect(slugsOf(await suggested(slug))).toEqual(['open-secret', 'hidden-circle-of-friends'])
    const hidden = idOf(await suggested(slug), 'hidden-circle-of-friends')
    await decide(slug, '"1"', { accept: [{ id: hidden }] }, limited).expect(422)
    await decide(slug, '"1"', { reject: [hidden] }, limited).expect(422)
    await limited.get(`${base}/hidden-circle/suggestions`).expect(404)
  })
})

describe('deciding', () => {
  it('accepts many in one revision, with quote and section', async () => {
    await create({ title: 'Potters Guild' })
    const { slug, id } = await create({
      title: 'Kiln Builders',
      ...overview('The Potters Guild fires in Kenya. It is Global in Norway.'),
    })
    const open = await suggested(slug)
    expect(slugsOf(open).toSorted()).toEqual(['global', 'kenya', 'norway', 'potters-guild'])
    const { headers, body } = await decide(slug, '"1"', {
      accept: [
        { id: idOf(open, 'potters-guild'), relation: 'overlaps_with' },
        { id: idOf(open, 'kenya') },
        { id: idOf(open, 'global') },
        { id: idOf(open, 'norway'), role: 'origin' },
      ],
      changeMessage: 'As suggested.',
    }).expect(200)
    expect(headers.etag).toBe('"2"')
    expect(body).toMatchObject({
      revision: 2,
      regions: [
        { region: 'kenya', role: 'present' },
        { region: 'global', role: 'scope' },
        { region: 'norway', role: 'origin' },
      ],
      crossReferences: [
        {
          relation: 'overlaps_with',
          target: { community: 'potters-guild' },
          section: 'overview',
          quote: 'The Potters Guild fires in Kenya.',
        },
      ],
      warnings: [],
    })
    expect(await suggested(slug)).toEqual([])
    const revisions = await running.database.prisma.revision.count({ where: { draftId: id } })
    expect(revisions).toBe(2)
    const checks = await editor.get(`/v1/editorial/checks?community=${slug}&check=missing-quote`)
    expect(checks.body.data).toEqual([])
  })

  it('remembers what was rejected, without a revision, until it is taken back', async () => {
    const { slug, id } = await create({ title: 'Sailors', ...overview('From Peru to Kenya.') })
    const peru = idOf(await suggested(slug), 'peru')
    const { headers, body } = await decide(slug, '"1"', { reject: [peru] }).expect(200)
    expect(headers.etag).toBe('"1"')
    expect(body.revision).toBe(1)
    expect(slugsOf(await suggested(slug))).toEqual(['kenya'])
    expect(slugsOf(await suggested(slug, editor, '?rejected=true'))).toEqual(['peru'])

    await editor
      .patch(`${base}/${slug}`)
      .set('If-Match', '"1"')
      .send(overview('Peru, Peru, and Kenya again.'))
      .expect(200)
    expect(slugsOf(await suggested(slug))).toEqual(['kenya'])
    await decide(slug, '"2"', { reject: [peru] }).expect(200)
    await decide(slug, '"2"', { accept: [{ id: peru }] }).expect(422)

    const path = `${base}/${slug}/suggestions/rejections/${peru}`
    await editor.delete(path).expect(428)
    await editor.delete(path).set('If-Match', '"1"').expect(412)
    const back = await editor.delete(path).set('If-Match', '"2"').expect(200)
    expect(back.headers.etag).toBe('"2"')
    expect(slugsOf(await suggested(slug))).toEqual(['peru', 'kenya'])
    await editor.delete(path).set('If-Match', '"2"').expect(404)

    const audit = await running.database.prisma.auditEntry.findMany({
      where: { targetId: id, action: { contains: 'suggestion' } },
      orderBy: { id: 'asc' },
    })
    expect(audit.map(({ action }) => action)).toEqual([
      'community.suggestions_rejected',
      'community.suggestion_reopened',
    ])
  })

  it('names every fault at once and then changes nothing', async () => {
    await create({ title: 'Weavers Circle' })
    const { slug } = await create({
      title: 'Loom Builders',
      ...overview('Weavers Circle, Peru, Global, Chile.'),
    })
    const open = await suggested(slug)
    const { body } = await decide(slug, '"1"', {
      accept: [
        { id: idOf(open, 'weavers-circle'), role: 'origin' },
        { id: idOf(open, 'peru'), relation: 'mentions' },
        { id: idOf(open, 'global'), role: 'origin' },
        { id: 'outdated' },
        { id: idOf(open, 'chile') },
      ],
      reject: ['never-made', idOf(open, 'chile')],
    }).expect(422)
    expect(body.errors).toMatchObject([
      { pointer: '/accept/0/role', code: 'unfit-property' },
      { pointer: '/accept/1/relation', code: 'unfit-property' },
      { pointer: '/accept/2/role', code: 'unfit-role' },
      { pointer: '/accept/3/id', code: 'unknown-suggestion' },
      { pointer: '/reject/0', code: 'unknown-suggestion' },
      { pointer: '/reject/1', code: 'duplicate' },
    ])
    expect(await suggested(slug)).toEqual(open)
  })

  it('demands the current ETag of the community', async () => {
    const { slug } = await create({ title: 'Climbers', ...overview('In Peru.') })
    const id = idOf(await suggested(slug), 'peru')
    const path = `${base}/${slug}/suggestions/acceptances`
    await editor
      .post(path)
      .send({ accept: [{ id }] })
      .expect(428)
    const stale = await decide(slug, '"7"', { accept: [{ id }] }).expect(412)
    expect(stale.headers.etag).toBe('"1"')
  })

  it('refuses what is in the trash, too large or of another type', async () => {
    const { slug, id } = await create({ title: 'Binned', ...overview('In Peru.') })
    const path = `${base}/${slug}/suggestions/acceptances`
    const large = JSON.stringify({ reject: ['x'.repeat(2_100_000)] })
    await editor.post(path).set('If-Match', '*').type('json').send(large).expect(413)
    await editor.post(path).set('If-Match', '*').type('text/csv').send('a,b').expect(415)
    await running.database.prisma.draft.update({ where: { id }, data: { trashedAt: new Date() } })
    await decide(slug, '*', { reject: ['x'] }).expect(409)
    await editor.delete(`${base}/${slug}/suggestions/rejections/x`).set('If-Match', '*').expect(409)
  })
})
