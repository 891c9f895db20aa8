import type { z } from 'zod'

type Context = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0]

/** Mends what zod writes for a schema, for both directions. */
export function mendSchema({ zodSchema, jsonSchema }: Context): void {
  const { def } = zodSchema._zod
  // zod closes the objects that it sends; a client must be able to live with properties that come later.
  if (def.type === 'object' && !def.catchall) delete jsonSchema.additionalProperties
  // @fastify/swagger reads "null" as "no body".
  if (def.type === 'undefined') jsonSchema.type = 'null'
  if (def.type === 'union') addDiscriminator(zodSchema, jsonSchema)
  // The format says all that these patterns of several hundred characters say.
  if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') delete jsonSchema.pattern
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

/** Without a mapping, generators take the names of the schemas for the values of the discriminator. */
function addDiscriminator(zodSchema: z.core.$ZodType, jsonSchema: Context['jsonSchema']): void {
  const def = zodSchema._zod.def
  if (!isDiscriminated(def) || !jsonSchema.oneOf) return
  const branches = jsonSchema.oneOf
  const mapping = def.options.flatMap((option, index) => {
    const reference = branches[index]?.$ref
    const values = [...(option._zod.propValues?.[def.discriminator] ?? [])]
    return reference ? values.map((value) => [String(value), reference]) : []
  })
  if (mapping.length === 0) return
  jsonSchema.discriminator = {
    propertyName: def.discriminator,
    mapping: Object.fromEntries(mapping),
  }
}

const isDiscriminated = (
  def: z.core.$ZodTypeDef,
): def is z.core.$ZodDiscriminatedUnionDef & { options: readonly z.core.$ZodType[] } =>
  'discriminator' in def
