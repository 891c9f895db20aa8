import { isDeepStrictEqual } from 'node:util'
import { isObject, type Json, listIn, objectIn, resolved } from './json-pointer.ts'

/** Who writes what the schema describes: the client a request, the server an answer. */
export type Direction = 'request' | 'answer'

interface Documents {
  before: Json
  after: Json
  direction: Direction
  /** Whether the values of an answer's list may come to include this one. */
  isInVocabulary: (value: unknown) => boolean
}

interface Pair {
  before: unknown
  after: unknown
  /** How readers find it: `data[].title`. */
  at: string
}

/**
 * What breaks clients in the change from one schema to another: a request that was taken would be refused, or an
 * answer would hold what a reader does not expect.
 */
export function schemaChanges(
  documents: Documents,
  pair: Pair,
  open = new Set<string>(),
): string[] {
  const before = resolved(documents.before, pair.before)
  const after = resolved(documents.after, pair.after)
  const names = [pair.before, pair.after].map((each) => objectIn(each).$ref)
  // A schema may hold itself.
  const key = names.join(' ')
  if (names.every((name) => typeof name === 'string')) {
    if (open.has(key)) return []
    open.add(key)
  }
  const compare = (inner: Pair) => schemaChanges(documents, inner, open)
  const whole = { before, after, at: pair.at }
  const found =
    variantsOf(before) || variantsOf(after)
      ? variantChanges(documents, whole, compare)
      : plainChanges(documents, whole, compare)
  open.delete(key)
  return found
}

const plainChanges = (documents: Documents, whole: Whole, compare: Compare): string[] => [
  ...typeChanges(documents, whole),
  ...valueChanges(documents, whole),
  ...boundChanges(documents, whole),
  ...propertyChanges(documents, whole, compare),
  ...innerChanges(whole, compare),
]

interface Whole {
  before: Json
  after: Json
  at: string
}

type Compare = (pair: Pair) => string[]

const allTypes = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']

function typesOf(schema: Json): string[] {
  const { type } = schema
  const named = typeof type === 'string' ? [type] : listIn(type).map(String)
  const types = named.length > 0 ? named : allTypes
  return types.includes('number') ? [...types, 'integer'] : types
}

function typeChanges({ direction }: Documents, { before, after, at }: Whole): string[] {
  const [promised, kept] = inOrder(direction, typesOf(before), typesOf(after))
  const broken = promised.filter((type) => !kept.includes(type))
  if (broken.length === 0) return []
  return [
    `${at}: ${direction === 'request' ? 'no longer takes' : 'may now be'} ${broken.join(', ')}`,
  ]
}

/** In a request the new schema has to allow what the old one did, in an answer the old one what the new one does. */
const inOrder = <T>(direction: Direction, before: T, after: T): [T, T] =>
  direction === 'request' ? [before, after] : [after, before]

const valuesOf = (schema: Json): unknown[] | null =>
  'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : null

function valueChanges(
  { direction, isInVocabulary }: Documents,
  { before, after, at }: Whole,
): string[] {
  const [promised, kept] = inOrder(direction, valuesOf(before), valuesOf(after))
  if (!kept) return []
  if (!promised) {
    return [
      `${at}: ${direction === 'request' ? 'takes a list of values only' : 'is no longer of a list of values'}`,
    ]
  }
  const isKnown = (value: unknown) => kept.some((each) => isDeepStrictEqual(each, value))
  const broken = promised.filter((value) => !isKnown(value))
  const mattering =
    direction === 'request' ? broken : broken.filter((value) => !isInVocabulary(value))
  return mattering.map(
    (value) =>
      `${at}: ${direction === 'request' ? 'no longer takes' : 'may now be'} ${JSON.stringify(value)}`,
  )
}

const upperBounds = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties']
const lowerBounds = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties']

function boundChanges({ direction }: Documents, { before, after, at }: Whole): string[] {
  const said = (name: string) =>
    `${at}: ${name} is ${JSON.stringify(after[name]) ?? 'no longer said'}`
  // What a text looks like is what its readers parse.
  if (direction === 'answer') return after.format === before.format ? [] : [said('format')]
  const isNarrower = (name: string, sign: 1 | -1) => {
    const limit = after[name]
    return (
      limit !== undefined && Number(limit) * sign < Number(before[name] ?? Infinity * sign) * sign
    )
  }
  return [
    ...upperBounds.filter((name) => isNarrower(name, 1)),
    ...lowerBounds.filter((name) => isNarrower(name, -1)),
    ...['pattern', 'format'].filter((name) => name in after && after[name] !== before[name]),
  ].map(said)
}

function propertyChanges(
  { direction }: Documents,
  { before, after, at }: Whole,
  compare: Compare,
): string[] {
  const [old, now] = [objectIn(before.properties), objectIn(after.properties)]
  const gone = Object.keys(old).filter((name) => !(name in now))
  // Of a request, what has to be there now; of an answer, what need not be there any more.
  const [promised, kept] = inOrder(direction, listIn(before.required), listIn(after.required))
  const required = kept.filter((name) => !promised.includes(name) && !gone.includes(String(name)))
  const closes = after.additionalProperties === false && before.additionalProperties !== false
  return [
    ...gone.map((name) => `${within(at, name)}: is gone`),
    ...required.map((name) =>
      direction === 'request'
        ? `${within(at, String(name))}: is required now`
        : `${within(at, String(name))}: may be missing now`,
    ),
    ...(direction === 'request' && closes && isObject(before.properties)
      ? [`${at}: no longer takes unknown properties`]
      : []),
    ...Object.keys(old)
      .filter((name) => name in now)
      .flatMap((name) => compare({ before: old[name], after: now[name], at: within(at, name) })),
  ]
}

const within = (at: string, name: string) => (at === '' ? name : `${at}.${name}`)

function innerChanges({ before, after, at }: Whole, compare: Compare): string[] {
  return (
    [
      ['items', '[]'],
      ['additionalProperties', '.*'],
      ['propertyNames', ' (names)'],
    ] as const
  ).flatMap(([name, mark]) =>
    isObject(before[name]) && isObject(after[name])
      ? compare({ before: before[name], after: after[name], at: at + mark })
      : [],
  )
}

const variantsOf = (schema: Json): unknown[] | null => {
  const variants = [...listIn(schema.anyOf), ...listIn(schema.oneOf)]
  return variants.length > 0 ? variants : null
}

/** Each variant that has to be allowed still must fit one that is. */
function variantChanges(
  { direction }: Documents,
  { before, after, at }: Whole,
  compare: Compare,
): string[] {
  const sides = [variantsOf(before) ?? [before], variantsOf(after) ?? [after]] as const
  const [promised, kept] = inOrder<readonly unknown[]>(direction, ...sides)
  return promised.flatMap((variant, index) => {
    const attempts = kept.map((other) => {
      const [from, to] = inOrder(direction, variant, other)
      return compare({ before: from, after: to, at })
    })
    if (attempts.some((found) => found.length === 0)) return []
    // Where there are as many as before, say what is wrong with the one in the same place.
    const closest = promised.length === kept.length ? attempts[index] : undefined
    const said = direction === 'request' ? 'no longer takes' : 'may now be'
    return closest ?? [`${at}: ${said} another of its forms`]
  })
}
