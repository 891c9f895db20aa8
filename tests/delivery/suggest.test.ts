import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished, takeBack } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

const suggest = async (q: string, more: Record<string, string> = {}) =>
  (await get(`/v1/suggest?${new URLSearchParams({ q, ...more }).toString()}`).expect(200)).body.data
const slugs = async (q: string, more: Record<string, string> = {}) =>
  (await suggest(q, more)).map(({ slug }: { slug: string }) => slug)

beforeAll(async () => {
  running = await startApp()
  const add = (content: Parameters<typeof contentOf>[0]) =>
    savePublished(running.database, contentOf(content))
  await add({ title: 'Northern Soul', aliases: ['Wigan dancers'], kind: 'scene' })
  await add({ title: 'Soul', translations: { es: { title: 'Música del alma', tagline: null } } })
  await add({ title: 'Soul searchers' })
  await add({ title: 'Éléphants roses', defaultLocale: 'fr' })
  await add({ title: '北海道大学の人々', slug: 'hokudai', defaultLocale: 'ja' })
})

describe('suggestions', () => {
  it('begin as was typed, or have a word that does, the first of these first', async () => {
    expect(await slugs('soul', { type: 'community' })).toEqual([
      'soul',
      'soul-searchers',
      'northern-soul',
    ])
    expect(await slugs('northern so')).toEqual(['northern-soul'])
  })

  it('leave nobody out for the many names of another', async () => {
    const aliases = Array.from({ length: 100 }, (_, place) => `Kaleido ${place}`)
    const others = ['Kaleidoma', 'Kaleidophone', 'The Kaleido', 'The Kaleidoma'].map((title) => ({
      title,
    }))
    for (const given of [{ title: 'Kaleido', aliases }, ...others])
      await savePublished(running.database, contentOf(given))
    const found = ['kaleido', 'kaleidoma', 'kaleidophone', 'the-kaleido', 'the-kaleidoma']
    for (const limit of [1, 2, 3, 4, 5, 50]) {
      expect(await slugs('kaleido', { limit: String(limit) })).toEqual(found.slice(0, limit))
    }
  })

  it.each([
    ['ELEPHANTS', 'elephants-roses'],
    ['éléph', 'elephants-roses'],
    ['rose', 'elephants-roses'],
    ['wigan', 'northern-soul'],
    ['alma', 'soul'],
    ['北海道大', 'hokudai'],
    ['大学', 'hokudai'],
    ['nothern soul', 'northern-soul'],
  ])('for %s hold %s', async (q, slug) => {
    expect(await slugs(q, { type: 'community' })).toContain(slug)
  })

  it('name regions in every language, and say which name fits', async () => {
    const japan = (await suggest('japó', { locale: 'en' }))[0]
    expect(japan).toMatchObject({
      type: 'region',
      slug: 'japan',
      name: 'Japan',
      match: { text: 'Japón', locale: 'es' },
    })
    expect(await slugs('日本')).toContain('japan')
    expect(await slugs('japan', { type: 'community' })).toEqual([])
  })

  it('give titles in the wanted language', async () => {
    expect((await suggest('soul', { locale: 'es', limit: '1' }))[0]).toMatchObject({
      title: 'Música del alma',
      match: { text: 'Soul', locale: 'en' },
    })
  })

  it('follow what is public at once', async () => {
    const { database } = running
    const content = contentOf({ title: 'Quokka spotters' })
    const id = await save(database, content)
    expect(await slugs('quokka')).toEqual([])
    await savePublished(database, content)
    expect(await slugs('quokka')).toEqual(['quokka-spotters'])
    await save(database, contentOf({ ...content, title: 'Wombat spotters' }), id)
    expect(await slugs('wombat')).toEqual([])
    await takeBack(database, id)
    expect(await slugs('quokka')).toEqual([])
  })

  it('follow the names of regions at once', async () => {
    const { app, database } = running
    const admin = api(app, await keyFor(database, 'admin'))
    const edit = (names: object) =>
      admin.patch('/v1/editorial/regions/japan').set('If-Match', '*').send({ names }).expect(200)
    await edit({ tlh: 'Nihonqo' })
    expect(await slugs('nihonq')).toEqual(['japan'])
    await edit({ tlh: null })
    expect(await slugs('nihonqo')).toEqual([])
  })

  it.each([
    ['q=', 'q'],
    ['', 'q'],
    ['q=!!', 'q'],
    [`q=${'a'.repeat(101)}`, 'q'],
    ['q=a&limit=51', 'limit'],
    ['q=a&type=tag', 'type'],
    ['q=a&cursor=x', 'cursor'],
  ])('?%s is refused by name', async (query, parameter) => {
    const { body } = await get(`/v1/suggest?${query}`).expect(400)
    expect(body.errors).toMatchObject([{ parameter }])
  })
})
