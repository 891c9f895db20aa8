import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from './support/api.ts'
import { type RunningApp, startApp } from './support/app.ts'
import { contentOf, save, savePublished } from './support/factories.ts'
import { keyFor } from './support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>
const lines: string[] = []

beforeAll(async () => {
  const logger = { write: (line: string) => void lines.push(line) }
  running = await startApp({ LOG_LEVEL: 'info' }, { logger })
  editor = api(running.app, await keyFor(running.database, 'editor'))
})
afterAll(() => running.close())

const at = (slug: string) => `/v1/editorial/communities/${slug}`

/** The bytes without what is given out at a publication: its two times, and the ids of links that are new. */
const timeless = (text: string) =>
  text
    .replaceAll(/"(publishedAt|updatedAt)" ?: ?"[^"]*"/g, '"$1":"…"')
    .replaceAll(/"id" : "[^"]*", "relation" : "mentions"/g, '"relation" : "mentions"')

/** Everything that is stored, but for the time at which a key was last used. */
async function everything(): Promise<string> {
  const { rows } = await running.database.pool.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, tablename AS name FROM pg_tables
     WHERE schemaname IN ('published', 'editorial') AND tablename <> 'api_key' ORDER BY 1, 2`,
  )
  const hash = createHash('sha256')
  for (const { schema, name } of rows) {
    const table = `"${schema}"."${name}"`
    const stored = await running.database.pool.query(
      `SELECT t::text AS row FROM ${table} t ORDER BY 1`,
    )
    hash.update(JSON.stringify([name, stored.rows]))
  }
  return hash.digest('hex')
}

const translated = {
  sections: [
    {
      body: 'See [[preview-neighbour]] and [[nobody-known]].',
      translations: { es: { heading: 'Resumen', body: 'Ver [[preview-neighbour]].' } },
    },
  ],
  translations: { es: { title: 'Vista previa', tagline: 'Un lema.' } },
}

describe('a preview', () => {
  it('is what publishing shows, byte for byte, in every form, and leaves no trace', async () => {
    await savePublished(
      running.database,
      contentOf({
        title: 'Preview neighbour',
        crossReferences: [{ relation: 'related_to', target: { community: 'previewed' } }],
      }),
    )
    await save(
      running.database,
      contentOf({
        title: 'Previewed',
        ...translated,
        crossReferences: [{ relation: 'part_of', target: { community: 'preview-neighbour' } }],
      }),
    )
    const before = await everything()
    const forms = ['', '?locale=es', '?bodyFormat=markdown,html,text', '?fallback=none&locale=es']
    const previews: string[] = []
    for (const form of forms) {
      const { text, headers } = await editor.get(`${at('previewed')}/preview${form}`).expect(200)
      expect(headers['cache-control']).toBe('private, no-store')
      previews.push(timeless(text))
    }
    await api(running.app).get('/v1/communities/previewed').expect(404)
    expect(await everything()).toBe(before)

    await editor
      .post(`${at('previewed')}/publication`)
      .set('If-Match', '*')
      .send({})
      .expect(200)
    for (const [index, form] of forms.entries()) {
      const { text } = await api(running.app).get(`/v1/communities/previewed${form}`).expect(200)
      expect(previews[index]).toBe(timeless(text))
    }
    expect(previews[0]).toContain('preview-neighbour')
  })

  it('shows a named revision, and refuses what publishing would refuse', async () => {
    const id = await save(running.database, contentOf({ title: 'Two states', tagline: 'First.' }))
    await save(running.database, contentOf({ title: 'Two states', tagline: null }))
    const first = await editor.get(`${at('two-states')}/preview?revision=1`).expect(200)
    expect(first.body.tagline).toBe('First.')
    const { body } = await editor.get(`${at('two-states')}/preview`).expect(422)
    expect(body.errors).toMatchObject([{ pointer: '/tagline', code: 'missing' }])
    await editor.get(`${at('two-states')}/preview?revision=7`).expect(404)
    await running.database.prisma.draft.update({ where: { id }, data: { trashedAt: new Date() } })
    await editor.get(`${at('two-states')}/preview?revision=1`).expect(409)
  })

  it('comes with a report of what publishing would meet', async () => {
    await save(running.database, contentOf({ title: 'A mere draft' }))
    const body = 'To [[nobody-known]], with <br>.'
    const content = contentOf({
      title: 'Reported',
      sections: [{ body }],
      crossReferences: [{ relation: 'related_to', target: { community: 'a-mere-draft' } }],
    })
    await save(running.database, { ...content, tagline: null })
    const { body: report } = await editor.get(`${at('reported')}/preview/report`).expect(200)
    expect(report).toMatchObject({ publishable: false, missing: [{ pointer: '/tagline' }] })
    const codes = report.warnings.map(({ code, pointer }: Record<string, string>) => [
      code,
      pointer,
    ])
    expect(codes).toEqual(
      expect.arrayContaining([
        ['unpublished-target', '/crossReferences/0'],
        ['dead-link', '/sections/0'],
        ['missing-section', ''],
        ['sanitised', '/sections/0/body'],
      ]),
    )
    await editor.get(`${at('nobody')}/preview/report`).expect(404)
  })

  it('is reported as not publishable where a reference would close a cycle', async () => {
    const partOf = (community: string) => [{ relation: 'part_of', target: { community } }] as const
    const whole = contentOf({ title: 'Whole' })
    await savePublished(running.database, whole)
    const part = contentOf({ title: 'Part', crossReferences: [...partOf('whole')] })
    await savePublished(running.database, part)
    const references = contentOf({ title: 'Any', crossReferences: [...partOf('part')] })
    await save(running.database, { ...whole, crossReferences: references.crossReferences })
    const { body } = await editor.get(`${at('whole')}/preview/report`).expect(200)
    expect(body).toMatchObject({ publishable: false, missing: [{ code: 'reference-cycle' }] })
    const { body: as } = await editor.get(`${at('whole')}/preview/report?revision=1`).expect(200)
    expect(as).toMatchObject({ publishable: true, missing: [] })
  })

  it('is reported as not publishable where a region is gone since', async () => {
    const regions = '/v1/editorial/regions'
    const region = { kind: 'city', names: { en: 'Short Lived' }, parent: 'JP' }
    const { body: made } = await editor.post(regions).send(region).expect(201)
    const content = contentOf({ title: 'Moved Away' })
    await save(running.database, {
      ...content,
      regions: [{ region: made.slug, role: 'primary' }],
    })
    await save(running.database, content)
    await editor.delete(`${regions}/short-lived`).set('If-Match', '*').expect(200)
    const { body } = await editor.get(`${at('moved-away')}/preview/report?revision=1`).expect(200)
    expect(body).toMatchObject({ publishable: false })
    expect(body.missing).toHaveLength(1)
  })
})

describe('a link to a preview', () => {
  const linkTo = async (slug: string, order: object = {}) =>
    (
      await editor
        .post(`${at(slug)}/preview-links`)
        .send(order)
        .expect(201)
    ).body

  it('shows the draft to whoever has it, to scripts of other sites too, and to no cache', async () => {
    await save(running.database, contentOf({ title: 'Linked' }))
    const { url, expiresAt, revision } = await linkTo('linked')
    expect(revision).toBeNull()
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000)
    const { body, headers } = await api(running.app).get(url).expect(200)
    expect(body.title).toBe('Linked')
    expect(headers).toMatchObject({
      'cache-control': 'private, no-store',
      'access-control-allow-origin': '*',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
    const token = url.split('/').at(-1)
    expect(lines.join('')).not.toContain(token)
    expect(lines.join('')).toContain('/v1/previews/…')
    const { rows } = await running.database.pool.query(
      'SELECT l::text AS row FROM editorial.preview_link l',
    )
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  it('follows the newest revision, or stays with the one that it names', async () => {
    await save(running.database, contentOf({ title: 'Followed', tagline: 'Old.' }))
    const newest = await linkTo('followed')
    const first = await linkTo('followed', { revision: 1 })
    await save(running.database, contentOf({ title: 'Followed', tagline: 'New.' }))
    expect((await api(running.app).get(newest.url).expect(200)).body.tagline).toBe('New.')
    expect((await api(running.app).get(first.url).expect(200)).body.tagline).toBe('Old.')
    const id = await save(running.database, contentOf({ title: 'Followed', tagline: null }))
    await api(running.app).get(newest.url).expect(422)
    await running.database.prisma.draft.update({ where: { id }, data: { trashedAt: new Date() } })
    await api(running.app).get(first.url).expect(409)
  })

  it('ends at its time and when it is revoked, and cannot be made up', async () => {
    await save(running.database, contentOf({ title: 'Ended' }))
    const short = await linkTo('ended', { expiresIn: 1 })
    const revoked = await linkTo('ended')
    await api(running.app).get(revoked.url).expect(200)
    const path = `${at('ended')}/preview-links`
    const { body } = await editor.delete(`${path}/${revoked.id}`).expect(200)
    expect(body.revokedAt).not.toBeNull()
    await editor.delete(`${path}/${revoked.id}`).expect(200)
    const seen = await editor.get(`${path}/${revoked.id}`).expect(200)
    expect(seen.body).toEqual(body)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const refused = [short.url, revoked.url, `${revoked.url.slice(0, -3)}AAA`, '/v1/previews/x']
    for (const url of refused) {
      const answer = await api(running.app).get(url).expect(404)
      expect(answer.body.detail).toBe('There is no preview “…”.')
    }
    const listed = await editor.get(`${path}?total=true`).expect(200)
    expect(listed.body.page.total).toBe(2)
    expect(JSON.stringify(listed.body)).not.toContain('/v1/previews/')
  })

  it('refuses what every change refuses', async () => {
    await save(running.database, contentOf({ title: 'Link refusals' }))
    const path = `${at('link-refusals')}/preview-links`
    await editor
      .post(path)
      .send({ expiresIn: 8 * 24 * 3600 })
      .expect(422)
    await editor.post(path).send({ revision: 9 }).expect(404)
    await editor.post(path).type('text/csv').send('x').expect(415)
    await editor
      .post(path)
      .send({ changeMessage: 'x'.repeat(2_000_001) })
      .expect(413)
    await editor.get(`${at('nobody')}/preview-links`).expect(404)
    await editor.get(`${path}/0192f0c1-0000-7000-8000-000000000000`).expect(404)
    await editor.delete(`${path}/0192f0c1-0000-7000-8000-000000000000`).expect(404)
  })
})
