import { mapOperations, type OpenApiDocument, type Operation } from './openapi-document.ts'

const header = (name: string, description: string, required: boolean) => ({
  in: 'header',
  name,
  description,
  required,
  schema: { type: 'string' },
})

const ifMatch = header(
  'If-Match',
  'The `ETag` that was read, so that no edit in between is lost.',
  true,
)
const ifNoneMatch = header('If-None-Match', '`*` to create it, and only if it is not there.', false)
const changeMessage = header(
  'X-Change-Message',
  'Why the change is made, for the history; up to 500 characters.',
  false,
)
const idempotencyKey = header(
  'Idempotency-Key',
  'Any text of up to 255 characters that names this request: sent again within 24 hours, it gets the first answer.',
  false,
)

/** Operations that write a revision, in whose history the message stands. */
const revising = new Set([
  ...['createCommunity', 'updateCommunity', 'mergeCommunity', 'restoreRevision'],
  ...['putSection', 'updateSection', 'deleteSection', 'reorderSections'],
  ...['createCrossReference', 'updateCrossReference', 'deleteCrossReference'],
  ...['createRegion', 'updateRegion', 'deleteRegion'],
  ...['decideSuggestions', 'runBatch', 'importProfiles'],
])

/** Operations that answer with a secret, which is kept nowhere. */
const secret = new Set(['createKey', 'createPreviewLink'])

/** Says of each operation on the editors' side which request headers it heeds. */
export const nameRequestHeaders = (document: OpenApiDocument): OpenApiDocument =>
  mapOperations(document, (operation, method) => {
    const added = headersOf(operation, method)
    if (added.length === 0) return operation
    return { ...operation, parameters: [...(operation.parameters ?? []), ...added] }
  })

function headersOf(operation: Operation, method: string): object[] {
  const { operationId = '', security = [], responses } = operation
  if (security.length === 0 || method === 'get') return []
  const creates = method === 'put' && '201' in responses
  return [
    ...('428' in responses ? [{ ...ifMatch, required: !creates }] : []),
    ...(creates ? [ifNoneMatch] : []),
    ...(revising.has(operationId) ? [changeMessage] : []),
    ...(method === 'post' && !secret.has(operationId) ? [idempotencyKey] : []),
  ]
}
