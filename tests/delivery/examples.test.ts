import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSampleAtlas } from '../../src/sample.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { siteUrl } from '../support/factories.ts'
import { settled } from '../support/settled.ts'

let running: RunningApp
beforeAll(async () => {
  running = await startApp({ SITE_URL: siteUrl })
  await loadSampleAtlas(running.database, { SITE_URL: siteUrl }, () => {})
})
afterAll(() => running.close())

const examples = [
  ['communities/example.json', '/v1/communities/dabbawalas'],
  ['communities/list-example.json', '/v1/communities?region=asia&limit=1&total=true'],
  [
    'sections/example.json',
    '/v1/communities/ainu/sections/overview?locale=ja&bodyFormat=markdown,html',
  ],
  ['sections/list-example.json', '/v1/communities/capoeira/sections?limit=1'],
  ['cross-references/example.json', '/v1/communities/wikipedians/cross-references?limit=3'],
  ['cross-references/edges-example.json', '/v1/cross-references?relation=influenced_by&limit=2'],
  ['regions/example.json', '/v1/regions/JP-01?locale=es'],
  ['regions/list-example.json', '/v1/regions?kind=city&limit=2'],
  ['feed/example.json', '/v1/changes?limit=2'],
  ['tags/list-example.json', '/v1/tags?limit=3'],
  ['sections/all-example.json', '/v1/sections?kind=music_arts&limit=1'],
  ['search/example.json', '/v1/search?q=cerimony&facets=kind,region&limit=2&total=true'],
  ['suggest/example.json', '/v1/suggest?q=ma&limit=3'],
  ['related/example.json', '/v1/communities/sapeurs/related?limit=1'],
  ['graph/example.json', '/v1/communities/ainu/graph?relation=related_to'],
  ['graph/paths/example.json', '/v1/cross-references/path?from=maori&to=demoscene'],
] as const

const lookedUp = { references: ['capoeira', 'Q193291', 'Not a reference'] }

const formExamples = [
  ['communities/forms-example.json', '/v1/communities/dabbawalas'],
  ['sections/forms-example.json', '/v1/communities/ainu/sections/overview?locale=ja'],
] as const
const otherForms = ['application/ld+json', 'text/markdown', 'text/html', 'text/plain']

describe('the examples in the contract', () => {
  it.each(formExamples)('%s is what %s answers in every other form', async (file, path) => {
    const texts = await Promise.all(
      otherForms.map(async (form) => {
        const { text } = await api(running.app).get(path).set('Accept', form).expect(200)
        return [form, form.endsWith('json') ? JSON.parse(settled(text)) : settled(text)]
      }),
    )
    const example = `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`
    await expect(example).toMatchFileSnapshot(`../../src/delivery/${file}`)
  })

  it.each(examples)('%s is what %s answers', async (file, path) => {
    await expectExample(file, await api(running.app).get(path).expect(200))
  })

  it('lookup/example.json is what a lookup answers', async () => {
    const request = api(running.app).post('/v1/communities/lookup').send(lookedUp)
    await expectExample('lookup/example.json', await request.expect(200))
  })

  async function expectExample(file: string, answer: { text: string }) {
    const example = `${JSON.stringify(JSON.parse(settled(answer.text)), null, 2)}\n`
    await expect(example).toMatchFileSnapshot(`../../src/delivery/${file}`)
  }
})
