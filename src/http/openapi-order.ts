import { mapValues, type OpenApiDocument } from './openapi-document.ts'

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options']

/** The document in an order that does not depend on that of registration, so that its changes can be read. */
export function inOrder(document: OpenApiDocument): OpenApiDocument {
  const paths = mapValues(byName(document.paths), (path) =>
    byName(path, (a, b) => methods.indexOf(a) - methods.indexOf(b)),
  )
  const { schemas, responses, ...rest } = document.components
  const components = {
    ...rest,
    ...(responses ? { responses: byName(responses) } : {}),
    schemas: byName(schemas),
  }
  return { ...document, paths, components }
}

function byName<T>(record: Record<string, T>, order = byCodeUnits): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => order(a, b)))
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
