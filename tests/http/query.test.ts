import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldsOf } from '../../src/http/fields.ts'
import { pageParameters } from '../../src/http/pagination.ts'
import { problemResponses } from '../../src/http/problems.ts'
import { Flag, manyOf, oneOf, queryOf } from '../../src/http/query.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp

beforeAll(async () => {
  running = await startApp(
    {},
    {
      routes: async (app) => {
        app.get(
          '/echo',
          {
            schema: {
              operationId: 'echo',
              querystring: queryOf({
                ...pageParameters,
                q: z.string().max(10).optional(),
                sort: oneOf(['title', '-title']).optional(),
                kind: manyOf(oneOf(['fandom', 'scene', 'movement']), { max: 2 }).optional(),
                tag: manyOf(z.string().max(8), { max: 3 }).optional(),
                deep: Flag.default(false),
                fields: fieldsOf(['title', 'slug']).optional(),
              }),
              response: { 200: z.record(z.string(), z.unknown()), ...problemResponses(400) },
            },
          },
          async ({ query }) => query,
        )
      },
    },
  )
})
afterAll(() => running.close())

const read = async (query: string) =>
  (await api(running.app).get(`/echo?${query}`).expect(200)).body

const faults = async (query: string): Promise<[string, string][]> => {
  const { body } = await api(running.app).get(`/echo?${query}`).expect(400)
  return body.errors.map((fault: Record<string, string>) => [fault.parameter, fault.code])
}

describe('query parameters', () => {
  it('have their defaults', async () => {
    expect(await read('')).toEqual({ limit: 20, deep: false })
  })

  it('take a list comma-separated or repeated, trimmed and without duplicates', async () => {
    expect(await read('tag=a,b&tag=%20b%20&tag=c')).toMatchObject({ tag: ['a', 'b', 'c'] })
    expect(await read('kind=scene')).toMatchObject({ kind: ['scene'] })
  })

  it('refuse blanks in a list, and more values than allowed', async () => {
    expect(await faults('tag=a,,b')).toEqual([['tag', 'blank-value']])
    expect(await faults('tag=')).toEqual([['tag', 'blank-value']])
    expect(await faults('tag=a,b,c,d')).toEqual([['tag', 'too-big']])
  })

  it('refuse a single value given twice, even twice the same', async () => {
    expect(await faults('limit=5&limit=5')).toEqual([['limit', 'repeated-parameter']])
    expect(await faults('deep=true&deep=false')).toEqual([['deep', 'repeated-parameter']])
    expect(await faults('sort=title&sort=-title&q=a&q=b')).toEqual([
      ['q', 'repeated-parameter'],
      ['sort', 'repeated-parameter'],
    ])
  })

  it('name every unknown one', async () => {
    expect(await faults('knd=scene&Limit=3&q=12345678901')).toEqual([
      ['q', 'too-big'],
      ['knd', 'unknown-parameter'],
      ['Limit', 'unknown-parameter'],
    ])
  })

  it.each(['0', '101', '-1', '1.5', '1e1', '0x10', '%205', 'ten', ''])(
    'refuse limit=%s',
    async (limit) => {
      expect((await faults(`limit=${limit}`)).map(([name]) => name)).toEqual(['limit'])
    },
  )

  it.each(['1', '100', '007'])('take limit=%s', async (limit) => {
    expect(await read(`limit=${limit}`)).toMatchObject({ limit: Number(limit) })
  })

  it('take true and false for a flag and nothing else', async () => {
    expect(await read('deep=true&total=false')).toMatchObject({ deep: true, total: false })
    for (const value of ['1', 'yes', 'TRUE', '']) {
      expect(await faults(`deep=${value}`)).toEqual([['deep', 'invalid-type']])
    }
  })

  it('keep type and id among the fields', async () => {
    expect(await read('fields=title')).toMatchObject({ fields: ['type', 'id', 'title'] })
    expect(await read('fields=id,slug')).toMatchObject({ fields: ['type', 'id', 'slug'] })
    const { body } = await api(running.app).get('/echo?fields=title,slugs').expect(400)
    expect(body.errors).toEqual([
      {
        parameter: 'fields',
        code: 'invalid-value',
        detail: expect.stringContaining('Did you mean “slug”?'),
      },
    ])
  })

  it('cannot reach what every object has', async () => {
    expect(await faults('constructor=1&__proto__=1&toString=1')).toContainEqual([
      'constructor',
      'unknown-parameter',
    ])
  })
})
