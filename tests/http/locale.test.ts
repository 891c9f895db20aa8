import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { localeParameters, wantedLocales } from '../../src/http/locale.ts'
import { problemResponses } from '../../src/http/problems.ts'
import { queryOf } from '../../src/http/query.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp

beforeAll(async () => {
  running = await startApp(
    {},
    {
      routes: async (app) => {
        app.get(
          '/wanted',
          {
            schema: {
              operationId: 'wanted',
              querystring: queryOf(localeParameters),
              response: { 200: z.array(z.string()), ...problemResponses(400) },
            },
          },
          async ({ headers, query }) => wantedLocales(headers, query),
        )
      },
    },
  )
})
afterAll(() => running.close())

const wanted = async (acceptLanguage: string, query = '') => {
  const request = api(running.app).get(`/wanted${query}`).set('Accept-Language', acceptLanguage)
  return (await request.expect(200)).body
}

describe('the wanted locales', () => {
  it('follow the qualities of Accept-Language, each falling back along its tag', async () => {
    expect(await wanted('fr;q=0.4, zh-hant-tw, es-MX;q=0.8')).toEqual([
      'zh-Hant-TW',
      'zh-Hant',
      'zh',
      'es-MX',
      'es',
      'fr',
    ])
  })

  it('leave out what is refused, the wildcard and what is no language tag', async () => {
    expect(await wanted('de;q=0, *;q=0.5, en_US, x!y, pt')).toEqual(['pt'])
    expect(await wanted(';;;,,q=')).toEqual([])
  })

  it('name none twice, and do not follow a header without end', async () => {
    expect(await wanted('en-GB, en-US, en')).toEqual(['en-GB', 'en', 'en-US'])
    const many = Array.from(
      { length: 500 },
      (_, i) => `a${String.fromCharCode(97 + (i % 26))}-x-${i}`,
    )
    expect((await wanted(many.join(','))).length).toBeLessThanOrEqual(60)
  })

  it('are those of the parameter where there is one, in canonical form', async () => {
    expect(await wanted('fr', '?locale=PT-br')).toEqual(['pt-BR', 'pt'])
  })

  it.each(['en_US', 'x', '', 'en--us', '%25', 'a'.repeat(36)])('refuse locale=%s', async (tag) => {
    const { body } = await api(running.app).get(`/wanted?locale=${tag}`).expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'locale' }])
  })

  it('refuse a fallback that is not “none”', async () => {
    await api(running.app).get('/wanted?fallback=none').expect(200)
    await api(running.app).get('/wanted?fallback=en').expect(400)
  })
})
