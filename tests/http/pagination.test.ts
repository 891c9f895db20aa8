import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CursorSeal, listOf, nextLink, pageParameters } from '../../src/http/pagination.ts'
import { problemResponses } from '../../src/http/problems.ts'
import { queryOf } from '../../src/http/query.ts'
import { Problem } from '../../src/problem.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

const seal = new CursorSeal(Buffer.from('one secret'))
const scope = { route: '/v1/communities', kind: ['scene', 'fandom'], sort: 'title' }

const refused = (token: string, under: unknown = scope, by = seal) => {
  try {
    by.open(token, under)
  } catch (error) {
    if (error instanceof Problem) return [error.status, error.faults[0]?.parameter]
    throw error
  }
  return 'opened'
}

// `JSON.parse` writes -0 as 0, which no position in a list holds.
const Position = fc.array(
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null)),
)

describe('a cursor', () => {
  it('opens to the position that was sealed', () => {
    fc.assert(
      fc.property(Position, fc.jsonValue(), (position, under) => {
        expect(seal.open(seal.seal(position, under), under)).toEqual(position)
      }),
    )
  })

  it('is refused once any character is altered, added or missing', () => {
    const alphabet = Array.from('ABCxyz019-_+/=!. ')
    fc.assert(
      fc.property(
        Position,
        fc.nat(),
        fc.constantFrom(...alphabet),
        fc.constantFrom('replace', 'insert', 'delete'),
        (position, at, character, how) => {
          const token = seal.seal(position, scope)
          const index = at % token.length
          const rest = token.slice(how === 'insert' ? index : index + 1)
          const altered = token.slice(0, index) + (how === 'delete' ? '' : character) + rest
          fc.pre(altered !== token)
          expect(refused(altered)).toEqual([400, 'cursor'])
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is refused under other filters, another sort, another route or another secret', () => {
    const token = seal.seal(['a', 1], scope)
    expect(refused(token, { ...scope, sort: '-title' })).toEqual([400, 'cursor'])
    expect(refused(token, { ...scope, kind: ['scene'] })).toEqual([400, 'cursor'])
    expect(refused(token, { ...scope, tag: ['x'] })).toEqual([400, 'cursor'])
    expect(refused(token, { ...scope, route: '/v1/regions' })).toEqual([400, 'cursor'])
    expect(refused(token, scope, new CursorSeal(Buffer.from('another')))).toEqual([400, 'cursor'])
  })

  it('does not mind in what order a filter was put together', () => {
    const token = seal.seal(['a'], { a: { x: 1, y: 2 }, b: 3, c: undefined })
    expect(seal.open(token, { b: 3, a: { y: 2, x: 1 } })).toEqual(['a'])
  })

  it.each(['', 'AAAA', 'null', '%', 'ⓒ', 'A'.repeat(2000)])('is refused as %j', (token) => {
    expect(refused(token)).toEqual([400, 'cursor'])
  })

  it('fits into a URL as it is', () => {
    expect(seal.seal(['ünïcode & more', 7], scope)).toMatch(/^[\w-]+$/)
  })
})

describe('a list', () => {
  let running: RunningApp
  beforeAll(async () => {
    running = await startApp(
      {},
      {
        routes: async (app) => {
          app.get(
            '/numbers',
            {
              schema: {
                operationId: 'listNumbers',
                querystring: queryOf({ ...pageParameters, tag: z.string().optional() }),
                response: { 200: listOf(z.int(), 'NumberList'), ...problemResponses(400) },
              },
            },
            async (request, reply) => {
              const { limit, cursor, total, tag } = request.query
              const [after = 0] = cursor ? app.cursorSeal.open(cursor, { tag }) : []
              const data = Array.from({ length: limit }, (_, index) => Number(after) + index + 1)
              const next = app.cursorSeal.seal([data.at(-1)], { tag })
              reply.header('Link', nextLink(request, next))
              return { data, page: { limit, next, ...(total ? { total: 1000 } : {}) } }
            },
          )
        },
      },
    )
  })
  afterAll(() => running.close())

  it('is followed by its Link, which keeps the query', async () => {
    const first = await api(running.app).get('/numbers?limit=2&tag=a%20%3E%26b').expect(200)
    const link = /^<(\/numbers\?[^>]+)>; rel="next"$/.exec(first.headers.link ?? '')?.[1] ?? ''
    expect(new URLSearchParams(link.split('?')[1]).get('tag')).toBe('a >&b')
    const second = await api(running.app).get(link).expect(200)
    expect(second.body.data).toEqual([3, 4])
    expect(second.body.page).toEqual({ limit: 2, next: expect.any(String) })
    const third = /<([^>]+)>/.exec(second.headers.link ?? '')?.[1] ?? ''
    expect(new URLSearchParams(third.split('?')[1]).getAll('cursor')).toHaveLength(1)
    expect((await api(running.app).get(third).expect(200)).body.data).toEqual([5, 6])
  })

  it('refuses a cursor of other filters by name', async () => {
    const { body } = await api(running.app).get('/numbers?tag=a').expect(200)
    const refusal = await api(running.app)
      .get(`/numbers?tag=b&cursor=${body.page.next}`)
      .expect(400)
    expect(refusal.body.errors).toEqual([
      { parameter: 'cursor', code: 'invalid-cursor', detail: expect.any(String) },
    ])
  })

  it('counts only when asked', async () => {
    const { body } = await api(running.app).get('/numbers?total=true').expect(200)
    expect(body.page.total).toBe(1000)
  })
})
