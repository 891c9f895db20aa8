import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { notFound } from '../problem.ts'
import { type ProblemTypeName, problemTypeNames, problemTypes } from '../problem-types.ts'
import { escapeHtml } from './html.ts'
import { pageResponses, sendPage } from './page-answer.ts'
import { problemResponses } from './problems.ts'
import { queryOf } from './query.ts'

const ProblemType = z
  .object({
    type: z.literal('problem_type'),
    id: z.string(),
    status: z.int(),
    title: z.string(),
    explanation: z.string(),
  })
  .meta({ id: 'ProblemType' })

/** Names in the contract those that there are, so that typed clients know them; any other is not found. */
const TypeName = z.string().min(1).max(100).meta({ enum: problemTypeNames })

/** The addresses that `type` of a problem names: each explains what happened and what to do. */
export const problemPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/problems/:type',
    {
      schema: {
        operationId: 'getProblemType',
        tags: ['Contract'],
        summary: 'Explain a kind of problem',
        description: 'The `type` of an error answer is the address of its explanation.',
        params: z.object({ type: TypeName }),
        querystring: queryOf({}),
        response: {
          ...pageResponses(ProblemType, 'What it means and what to do.'),
          ...problemResponses(400, 404, 406),
        },
      },
    },
    async (request, reply) => {
      const { type } = request.params
      if (!isProblemType(type)) throw notFound('problem type', type)
      const { status, title, explanation } = problemTypes[type]
      return sendPage(request, reply, {
        json: { type: 'problem_type', id: type, status, title, explanation },
        title,
        html: `<p>Status ${status} · <code>${type}</code></p><p>${withCode(explanation)}</p>`,
      })
    },
  )
}

const isProblemType = (name: string): name is ProblemTypeName => Object.hasOwn(problemTypes, name)

/** Explanations are plain text with `code` in it. */
const withCode = (text: string): string =>
  escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
