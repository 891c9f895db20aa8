import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { communitiesTag, regionsTag } from '../../atlas/cache-tags.ts'
import { readingsOf } from '../../atlas/search/words.ts'
import { wantedLocales } from '../../http/locale.ts'
import { badRequest } from '../../problem.ts'
import { listAnswer } from '../answers.ts'
import { answer } from '../cache/answering.ts'
import example from './example.json' with { type: 'json' }
import { SuggestQuery, TypeAheadList } from './schema.ts'
import { listNearSuggestions, listSuggestions } from './store.ts'

/** Less than this may be the beginning of anything. */
const FEWEST_TO_CORRECT = 4

/** Type-ahead. */
export const suggestRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  app.get(
    '/suggest',
    {
      schema: {
        operationId: 'suggest',
        tags: ['Search'],
        summary: 'Suggest communities and regions while somebody types',
        description:
          'By the beginning of a title, an alias or a region’s name in any language, or of a word in it; without regard to ' +
          'accents and case. Names that begin so come first. Where there are none, names that are near.',
        querystring: SuggestQuery,
        response: listAnswer(TypeAheadList, 'The suggestions.', example),
      },
    },
    (request, reply) => {
      const { q, type, limit } = request.query
      const locales = wantedLocales(request.headers, request.query)
      return answer(request, reply, async () => {
        const [key] = readingsOf(q, { words: 1 })
        if (key === undefined) throw noWord()
        const typed = { key, types: type, locales, limit }
        const exact = await listSuggestions(pool, typed)
        const near = exact.length === 0 && key.length >= FEWEST_TO_CORRECT
        const rows = near ? await listNearSuggestions(pool, typed) : exact
        const page = JSON.stringify({ limit, next: null })
        return {
          body: `{"data":[${rows.map(({ body }) => body).join(',')}],"page":${page}}`,
          tags: [communitiesTag, regionsTag],
          locales: [...new Set(rows.flatMap(({ locale }) => locale ?? []))],
        }
      })
    },
  )
}

const noWord = () =>
  badRequest([{ parameter: 'q', code: 'no-words', detail: 'There is no letter or digit in it.' }])
