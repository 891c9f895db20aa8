import { z } from 'zod'
import { problemResponses } from './problems.ts'

const headers = {
  'Cache-Control': { type: 'string', description: 'Nothing on the editors’ side is cached.' },
  'X-Request-Id': { type: 'string', description: 'Names this exchange in logs and problems.' },
}

const tagged = {
  ...headers,
  ETag: {
    type: 'string',
    required: true,
    description: 'The version that was answered; send it as `If-Match` to change it.',
  },
}

const located = {
  Location: { type: 'string', required: true, description: 'Where the new resource is.' },
}

const content = (schema: z.ZodType) => ({ 'application/json': { schema } })

/** Something that can be read but not changed, or a list. */
export const privateAnswer = (schema: z.ZodType, description: string) => ({
  200: { description, headers, content: content(schema) },
})

/** Something that can be changed, with the tag that a change needs. */
export const taggedAnswer = (schema: z.ZodType, description: string) => ({
  200: { description, headers: tagged, content: content(schema) },
})

/** A new resource. */
export const createdAnswer = (
  schema: z.ZodType,
  description: string,
  { entityTag = true } = {},
) => ({
  201: {
    description,
    headers: { ...(entityTag ? tagged : headers), ...located },
    content: content(schema),
  },
})

/** What every change of an existing thing can be refused with. */
export const changeProblems = problemResponses(404, 409, 412, 428)

/** What every request with a body can be refused with. */
export const bodyProblems = problemResponses(413, 415, 422)

/** Said of a change beside the header `X-Change-Message`, which scripts in some languages cannot write. */
export const changeMessage = {
  changeMessage: z
    .string()
    .max(500)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'has broken characters')
    .nullable()
    .optional()
    .meta({ description: 'Why the change is made; the same as the header `X-Change-Message`.' }),
}
