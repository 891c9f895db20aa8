import { z } from 'zod'

/** As much of the shape of an OpenAPI document as this program has to look into. */
const Response = z.looseObject({
  $ref: z.string().optional(),
  headers: z.record(z.string(), z.looseObject({ schema: z.looseObject({}) })).optional(),
})
const Operation = z.looseObject({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  security: z.array(z.looseObject({})).optional(),
  parameters: z.array(z.unknown()).optional(),
  'x-visible-to': z.string().optional(),
  'x-role': z.string().optional(),
  responses: z.record(z.string(), Response),
})
export const OpenApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), Response).optional(),
    securitySchemes: z.record(z.string(), z.unknown()).optional(),
  }),
})
export type OpenApiDocument = z.infer<typeof OpenApiDocument>
export type Operation = z.infer<typeof Operation>
export type Response = z.infer<typeof Response>

export const operationsOf = ({ paths }: OpenApiDocument): Operation[] =>
  Object.values(paths).flatMap((path) => Object.values(path))

/** A copy of the document in which every operation is what a function makes of it. */
export const mapOperations = (
  document: OpenApiDocument,
  change: (operation: Operation, method: string) => Operation,
): OpenApiDocument => ({
  ...document,
  paths: mapValues(document.paths, (path) => mapValues(path, change)),
})

export const mapValues = <From, To>(
  record: Record<string, From>,
  change: (value: From, key: string) => To,
) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy of a JSON value in which every object in it is what a function makes of it, the inner ones first. */
export function mapObjects(
  value: unknown,
  change: (object: Record<string, unknown>) => Record<string, unknown>,
): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change))
  return isRecord(value) ? change(mapValues(value, (inner) => mapObjects(inner, change))) : value
}
