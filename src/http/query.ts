import { z } from 'zod'

const fault = (code: string, input: unknown, message: string) =>
  ({ code: 'custom', input, message, params: { code } }) as const

/** The query parameters of a route. Unknown and repeated ones are refused, lists (`manyOf`) may be repeated. */
export function queryOf<T extends z.ZodRawShape>(shape: T) {
  const parameters = Object.entries(shape).map(([name, schema]) => [
    name,
    takesList(schema) ? schema : once(schema),
  ])
  // `once` leaves every parameter's value and type as they are.
  return z.strictObject(Object.fromEntries(parameters) as T)
}

const once = (schema: z.core.$ZodType) =>
  z.preprocess((value, context) => {
    if (!Array.isArray(value)) return value
    context.issues.push(fault('repeated-parameter', value, 'Give this parameter only once.'))
    return z.NEVER
  }, schema)

function takesList(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return takesList(schema.unwrap())
  }
  if (schema instanceof z.ZodPipe) return takesList(schema.in) || takesList(schema.out)
  return schema instanceof z.ZodArray
}

/** A list of values, comma-separated or repeated; trimmed and without duplicates. */
export function manyOf<T extends z.ZodType>(schema: T, { max }: { max: number }) {
  return z.preprocess((given, context) => {
    const parts = Array.isArray(given) ? given : [given]
    const values = parts.flatMap((part) => String(part).split(',')).map((value) => value.trim())
    if (!values.includes('')) return [...new Set(values)]
    context.issues.push(
      fault('blank-value', given, 'A value is blank; leave the parameter out to not use it.'),
    )
    return z.NEVER
  }, z.array(schema).min(1).max(max))
}

/** One of a closed list. */
export const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values)

/** `true` or `false`, and nothing that merely looks like it. */
export const Flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
)

/** A time that Postgres can hold, which knows no year 0. */
export const timeAfterYearZero = (time: z.ZodISODateTime) =>
  time.refine((text) => !text.startsWith('0000'), 'there is no year 0')

/** Digits only: `Number` would also take blanks, `1e2` and `0x10`. */
export const wholeNumber = (schema: z.ZodType<number>) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    schema,
  )
