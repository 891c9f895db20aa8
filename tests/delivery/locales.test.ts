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
      title: 'Choir',
      translations: {
        es: { title: 'Coro', tagline: null },
        'pt-BR': { title: 'Coral', tagline: null },
      },
      sections: [
        { translations: { es: { heading: 'Resumen', body: 'Unas palabras.' } } },
        { slug: 'history', kind: 'history', heading: 'History', body: 'Then.' },
      ],
    }),
  )
})

const profile = '/v1/communities/choir'

describe('the language of a profile', () => {
  it.each([
    ['es', 'Coro'],
    ['ES', 'Coro'],
    ['es-PE', 'Coro'],
    ['pt-BR', 'Coral'],
    ['pt-br-x-dialect', 'Coral'],
    ['pt', 'Choir'],
    ['ja', 'Choir'],
    ['en-GB', 'Choir'],
  ])('locale=%s shows “%s”', async (locale, title) => {
    const { body, headers } = await get(`${profile}?locale=${locale}`).expect(200)
    expect(body.title).toBe(title)
    expect(headers.vary).toBe('Accept-Encoding, Accept')
    expect(headers['content-language']?.split(', ')).toContain(body.locale)
  })

  it.each([
    ['ja, es;q=0.5', 'Coro'],
    ['pt-BR;q=0.2, es-MX', 'Coro'],
    ['es;q=0, pt-BR', 'Coral'],
    ['not_a_tag!', 'Choir'],
    ['*', 'Choir'],
  ])('Accept-Language “%s” shows “%s”', async (header, title) => {
    const { body, headers } = await get(profile).set('Accept-Language', header).expect(200)
    expect(body.title).toBe(title)
    expect(headers.vary).toBe('Accept-Encoding, Accept-Language, Accept')
  })

  it('is the one of the parameter where the header says another', async () => {
    const { body } = await get(`${profile}?locale=pt-BR`).set('Accept-Language', 'es').expect(200)
    expect(body.title).toBe('Coral')
  })

  it('is said for each text and for all in Content-Language', async () => {
    const { body, headers } = await get(`${profile}?locale=es`).expect(200)
    expect(body.sections).toMatchObject([
      { heading: 'Resumen', locale: 'es' },
      { heading: 'History', locale: 'en' },
    ])
    expect(body).not.toHaveProperty('untranslatedSections')
    expect(headers['content-language']?.split(', ').sort()).toEqual(['en', 'es'])
    expect(body.locales).toEqual(expect.arrayContaining(['en', 'es', 'pt-BR']))
  })

  it('is no other than the wanted one with fallback=none, which names what is missing', async () => {
    const { body, headers } = await get(`${profile}?locale=es-PE&fallback=none`).expect(200)
    expect(body).toMatchObject({
      title: 'Coro',
      sections: [{ slug: 'overview' }],
      untranslatedSections: ['history'],
    })
    expect(body.sections).toHaveLength(1)
    expect(headers['content-language']).toBe('es')
    await get(`${profile}?locale=ja&fallback=none`).expect(404)
    const missing = await get(`${profile}?fallback=none`).set('Accept-Language', 'ja').expect(404)
    expect(missing.text).not.toContain('Choir')
  })

  it('is refused where the parameter is no language tag', async () => {
    const { body } = await get(`${profile}?locale=not_a_tag`).expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'locale' }])
    await get(`${profile}?fallback=some`).expect(400)
  })
})
