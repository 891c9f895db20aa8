import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { communityTag } from '../../atlas/cache-tags.ts'
import { LinkedSection } from '../../atlas/linked-data/schema.ts'
import { wantedLocales } from '../../http/locale.ts'
import { requireCommunity } from '../addresses/service.ts'
import { goneAnswer, listAnswer, resourceAnswer, sublistAnswer } from '../answers.ts'
import { answer } from '../cache/answering.ts'
import { sendList } from '../list-answer.ts'
import { inEveryForm } from '../representations/answers.ts'
import { everyForm, isOtherForm, suffixDescription } from '../representations/forms.ts'
import { sendSectionAs } from '../representations/sending.ts'
import { PathReference } from '../schema.ts'
import allExample from './all-example.json' with { type: 'json' }
import example from './example.json' with { type: 'json' }
import forms from './forms-example.json' with { type: 'json' }
import listExample from './list-example.json' with { type: 'json' }
import { AllSectionsQuery, Section, SectionList, SectionQuery, SectionsQuery } from './schema.ts'
import { getSection, readSectionFilter } from './service.ts'
import { countAllSections, countSections, listAllSections, listSections } from './store.ts'

/** The chapters of one profile. */
export const sectionRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  await app.register(allSections)

  app.get(
    '/communities/:community/sections',
    {
      schema: {
        operationId: 'listSections',
        tags: ['Sections'],
        summary: 'List the sections of a community',
        description: 'In their order, with their texts.',
        params: z.object({ community: PathReference }),
        querystring: SectionsQuery,
        response: {
          ...sublistAnswer(SectionList, 'A page of sections.', listExample),
          ...goneAnswer,
        },
      },
    },
    async (request, reply) => {
      const { query, params } = request
      const view = {
        locales: wantedLocales(request.headers, query),
        bodies: query.bodyFormat ?? ['markdown' as const],
      }
      return sendList(request, reply, query, async () => {
        const { id } = await requireCommunity(pool, params.community)
        return {
          rows: (page) => listSections(pool, id, view, page),
          count: () => countSections(pool, id),
          tags: [communityTag(id)],
          of: id,
        }
      })
    },
  )

  app.get(
    '/communities/:community/sections/:section',
    {
      config: everyForm('section'),
      schema: {
        operationId: 'getSection',
        tags: ['Sections'],
        summary: 'Get one section',
        description:
          'One chapter with the community that it is of, as JSON, JSON-LD, Markdown, HTML or plain text. `bodyFormat` goes ' +
          'with JSON only.',
        params: z.object({
          community: PathReference,
          section: PathReference.meta({ description: suffixDescription('section') }),
        }),
        querystring: SectionQuery,
        response: {
          ...inEveryForm(resourceAnswer(Section, 'The section.', example), LinkedSection, forms),
          ...goneAnswer,
        },
      },
    },
    async (request, reply) => {
      const { query, params, acceptedType } = request
      if (isOtherForm(acceptedType)) {
        return sendSectionAs(acceptedType, request, reply, params, query)
      }
      return answer(request, reply, async () => {
        const row = await getSection(pool, params.community, params.section, {
          locales: wantedLocales(request.headers, query),
          fallback: query.fallback !== 'none',
          bodies: query.bodyFormat ?? ['markdown'],
        })
        const { body, modifiedAt, communityId, locale } = row
        return { body, modifiedAt, tags: [communityTag(communityId)], locales: [locale] }
      })
    },
  )
}

const allSections: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  app.get(
    '/sections',
    {
      schema: {
        operationId: 'listAllSections',
        tags: ['Sections'],
        summary: 'List sections across communities',
        description:
          'In the order in which they were created. `kind` and `availableIn` are about the section, the other filters ' +
          'about its community.',
        querystring: AllSectionsQuery,
        response: listAnswer(SectionList, 'A page of sections.', allExample),
      },
    },
    (request, reply) => {
      const { query } = request
      const view = {
        locales: wantedLocales(request.headers, query),
        bodies: query.bodyFormat ?? ['markdown' as const],
      }
      return sendList(request, reply, query, async () => {
        const filter = await readSectionFilter(pool, query)
        return {
          rows: (page) => listAllSections(pool, filter, view, page),
          count: () => countAllSections(pool, filter),
        }
      })
    },
  )
}
