import { isDeepStrictEqual } from 'node:util'
import {
  isRecord,
  mapObjects,
  mapValues,
  OpenApiDocument,
  operationsOf,
} from './openapi-document.ts'

const COMPONENTS = '#/components/'
const PREFIX = `${COMPONENTS}schemas/`

/** Leaves one schema where what is read and what is written are the same, and none that nothing uses. */
export function tidyComponents(document: OpenApiDocument): OpenApiDocument {
  return withoutUnused(withoutTwins(openOutputs(document)))
}

/**
 * What the service sends may gain properties later, so no schema of an answer is closed. Schemas of requests say
 * truthfully that unknown properties are refused.
 */
function openOutputs(document: OpenApiDocument): OpenApiDocument {
  const { schemas } = document.components
  const opened = Object.entries(schemas).map(([name, schema]) => [
    name,
    `${name}Input` in schemas ? opener(schema) : schema,
  ])
  const paths = mapValues(document.paths, (path) =>
    mapValues(path, (operation) => ({ ...operation, responses: opener(operation.responses) })),
  )
  const components = { ...document.components, schemas: Object.fromEntries(opened) }
  return OpenApiDocument.parse({ ...document, components, paths })
}

const opener = (value: unknown) =>
  mapObjects(value, ({ additionalProperties, ...rest }) =>
    additionalProperties === undefined || additionalProperties === false
      ? rest
      : { ...rest, additionalProperties },
  )

/**
 * Every named schema comes twice, as `X` for answers and `XInput` for requests. A twin that says the same as the
 * other goes. Whether two say the same depends on what they refer to: all are assumed to at first, and
 * those that turn out not to are taken back until no more do.
 */
function withoutTwins(document: OpenApiDocument): OpenApiDocument {
  const { schemas } = document.components
  let merged = Object.keys(schemas).filter(
    (name) => twinOf(name) in schemas && name.endsWith('Input'),
  )
  for (;;) {
    const rename = renamer(merged)
    const equal = merged.filter((name) =>
      isDeepStrictEqual(rename(schemas[name]), rename(schemas[twinOf(name)])),
    )
    if (equal.length === merged.length) break
    merged = equal
  }
  const kept = Object.entries(schemas).filter(([name]) => !merged.includes(name))
  const components = { ...document.components, schemas: Object.fromEntries(kept) }
  return OpenApiDocument.parse(renamer(merged)({ ...document, components }))
}

const twinOf = (name: string) => name.slice(0, -'Input'.length)

const renamer = (merged: readonly string[]) => {
  const targets = new Map(merged.map((name) => [PREFIX + name, PREFIX + twinOf(name)]))
  const rename = (value: unknown) =>
    typeof value === 'string' ? (targets.get(value) ?? value) : value
  // References stand in `$ref` and in the mapping of a discriminator: in both as whole strings.
  return (value: unknown) => mapObjects(value, (object) => mapValues(object, rename))
}

function withoutUnused(document: OpenApiDocument): OpenApiDocument {
  const { schemas, responses = {}, securitySchemes = {}, ...others } = document.components
  const groups: Record<string, Record<string, unknown>> = { schemas, responses }
  const used = new Set<string>()
  const visit = (value: unknown): void => {
    for (const reference of referencesIn(value)) {
      if (used.has(reference)) continue
      used.add(reference)
      const [group = '', name = ''] = reference.slice(COMPONENTS.length).split('/')
      visit(groups[group]?.[name])
    }
  }
  visit(document.paths)
  const demanded = new Set(
    operationsOf(document).flatMap(({ security = [] }) => security.flatMap(Object.keys)),
  )
  const components = {
    ...others,
    schemas: filterKeys(schemas, (name) => used.has(`${COMPONENTS}schemas/${name}`)),
    responses: filterKeys(responses, (name) => used.has(`${COMPONENTS}responses/${name}`)),
    securitySchemes: filterKeys(securitySchemes, (name) => demanded.has(name)),
  }
  return { ...document, components }
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (isRecord(value)) return Object.values(value).flatMap(referencesIn)
  return typeof value === 'string' && value.startsWith(COMPONENTS) ? [value] : []
}

const filterKeys = <T>(record: Record<string, T>, keep: (key: string) => boolean) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)))
