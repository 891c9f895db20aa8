import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
  await savePublished(
    running.database,
    contentOf({
      title: 'Whole',
      translations: { es: { title: 'Entero', tagline: null } },
      sections: [
        { body: 'Some **bold** words.' },
        {
          slug: 'history',
          kind: 'history',
          heading: 'History',
          body: 'Then.',
          translations: { es: { heading: 'Historia', body: 'Entonces.' } },
        },
      ],
    }),
  )
})

const section = '/v1/communities/whole/sections/overview'

describe('a section', () => {
  it('stands on its own with the community that it is of', async () => {
    const { body, headers } = await get(section).expect(200)
    expect(body).toMatchObject({
      type: 'section',
      slug: 'overview',
      kind: 'overview',
      position: 1,
      locale: 'en',
      wordCount: 3,
      body: 'Some **bold** words.',
      community: { slug: 'whole', title: 'Whole' },
    })
    expect(headers['content-language']).toBe('en')
    expect((await get(`/v1/communities/whole/sections/${body.id}`).expect(200)).body).toEqual(body)
  })

  it('gives its text in the forms that are asked for and no other', async () => {
    const forms = async (query: string) => (await get(section + query).expect(200)).body
    expect(await forms('?bodyFormat=html')).toMatchObject({
      html: expect.stringContaining('<strong>bold</strong>'),
    })
    expect(await forms('?bodyFormat=html')).not.toHaveProperty('body')
    expect(await forms('?bodyFormat=text')).toMatchObject({
      text: expect.stringContaining('Some bold words.'),
    })
    expect(Object.keys(await forms('?bodyFormat=markdown,html,text'))).toEqual(
      expect.arrayContaining(['body', 'html', 'text']),
    )
    const { body } = await get(`${section}?bodyFormat=htm`).expect(400)
    expect(body.errors[0].detail).toContain('“html”')
  })

  it('is 404 with fallback=none where it has no text in the wanted language', async () => {
    await get(`${section}?locale=es&fallback=none`).expect(404)
    const path = '/v1/communities/whole/sections/history?locale=es-PE&fallback=none'
    const { body, headers } = await get(path).expect(200)
    expect(body).toMatchObject({
      heading: 'Historia',
      locale: 'es',
      community: { title: 'Entero' },
    })
    expect(headers['content-language']).toBe('es')
  })
})

describe('the sections of a community', () => {
  it('come in their order, each in the best language, page by page', async () => {
    const path = '/v1/communities/whole/sections?locale=es&limit=1&total=true'
    const first = await get(path).expect(200)
    expect(first.body.page.total).toBe(2)
    const second = await get(`${path}&cursor=${first.body.page.next}`).expect(200)
    const rows = [...first.body.data, ...second.body.data]
    expect(rows.map(({ heading, locale }) => [heading, locale])).toEqual([
      ['Overview', 'en'],
      ['Historia', 'es'],
    ])
    expect(second.body.page.next).toBeNull()
  })
})
