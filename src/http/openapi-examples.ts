import { isRecord, mapOperations, mapValues, type OpenApiDocument } from './openapi-document.ts'

/** By the name of an operation: the body of a request to it, and what is answered, by status. */
export type Examples = Record<string, { request?: unknown; responses: Record<string, unknown> }>

/** Adds examples where a route has none of its own. */
export const addExamples = (document: OpenApiDocument, examples: Examples): OpenApiDocument =>
  mapOperations(document, (operation) => {
    const found = examples[operation.operationId ?? '']
    if (!found) return operation
    const { requestBody } = operation
    return {
      ...operation,
      ...(found.request === undefined || !isRecord(requestBody)
        ? {}
        : { requestBody: withExample(requestBody, found.request) }),
      responses: mapValues(operation.responses, (response, status) =>
        status in found.responses ? withExample(response, found.responses[status]) : response,
      ),
    }
  })

/** Of several media types the first has it. */
function withExample<T extends Record<string, unknown>>(described: T, example: unknown): T {
  const content = isRecord(described.content) ? described.content : {}
  const [mediaType] = Object.keys(content)
  const media = mediaType === undefined ? undefined : content[mediaType]
  if (mediaType === undefined || !isRecord(media) || 'example' in media) return described
  return { ...described, content: { ...content, [mediaType]: { ...media, example } } }
}
