import {
  isRecord,
  mapOperations,
  mapValues,
  type OpenApiDocument,
  type Operation,
} from './openapi-document.ts'

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options']

/** The document in an order that does not depend on that of registration, so that its changes can be read. */
export function inOrder(document: OpenApiDocument): OpenApiDocument {
  const { paths, components } = mapOperations(document, operationInOrder)
  const { schemas, responses = {}, ...rest } = components
  return {
    ...document,
    paths: mapValues(byName(paths), (path) => leadBy(methods, path)),
    components: { ...rest, responses: byName(responses), schemas: byName(schemas) },
  }
}

const operationKeys = ['operationId', 'summary', 'description', 'tags', 'security', 'parameters']
const parameterKeys = ['name', 'in', 'required', 'description', 'schema']

function operationInOrder({ parameters, responses, ...operation }: Operation): Operation {
  const inPlace = Array.isArray(parameters)
    ? parameters.map((each: unknown) => (isRecord(each) ? leadBy(parameterKeys, each) : each))
    : undefined
  return {
    ...leadBy(operationKeys, { ...operation, ...(inPlace ? { parameters: inPlace } : {}) }),
    responses: mapValues(byName(responses), (response) => leadBy(['description'], response)),
  }
}

/** A copy with some keys first, in the order of the list. */
function leadBy<T>(keys: readonly string[], record: Record<string, T>): Record<string, T> {
  const leading = keys.flatMap((key) => (key in record ? [[key, record[key]] as const] : []))
  return Object.fromEntries([...leading, ...Object.entries(record)]) as Record<string, T>
}

function byName<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
