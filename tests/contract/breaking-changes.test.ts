import { describe, expect, it } from 'vitest'
import { breakingChanges, mayBreak } from '../../.ci/contract/breaking-changes.ts'

type Json = Record<string, unknown>

const text = { type: 'string' }
const json = (schema: Json) => ({ content: { 'application/json': { schema } } })
const operation = (more: Json = {}): Json => ({
  operationId: 'doIt',
  security: [],
  parameters: [{ name: 'q', in: 'query', required: false, schema: text }],
  responses: { 200: { description: 'Done.', ...json(text) }, 404: { description: 'Not there.' } },
  ...more,
})
const contract = (paths: Json, schemas: Json = {}) => ({
  openapi: '3.1.0',
  info: { title: 'A', version: '1.0.0' },
  paths,
  components: { schemas },
})

const vocabulary = new Set<unknown>(['scene', 'fandom'])

/** What breaks when one operation takes the place of another. */
const changes = (before: Json, after: Json, schemas: [Json, Json] = [{}, {}]): string[] =>
  breakingChanges({
    before: contract({ '/it': { post: before } }, schemas[0]),
    after: contract({ '/it': { post: after } }, schemas[1]),
    isInVocabulary: (value) => vocabulary.has(value),
  }).map((change) => change.replace(/^POST \/it: /, ''))

const inRequest = (before: Json, after: Json) =>
  changes(operation({ requestBody: json(before) }), operation({ requestBody: json(after) }))
const inAnswer = (before: Json, after: Json) =>
  changes(
    operation({ responses: { 200: json(before) } }),
    operation({ responses: { 200: json(after) } }),
  )

const object = (properties: Json, required: string[] = [], more: Json = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
})
const orNull = (schema: Json) => ({ anyOf: [schema, { type: 'null' }] })
const parameters = (...all: Json[]) => operation({ parameters: all })
const q = { name: 'q', in: 'query', schema: text }

describe('what breaks clients of an operation', () => {
  it('is nothing where nothing changes, or where it only grows', () => {
    const paths = { '/it': { post: operation() } }
    const more = { '/it': { post: operation(), get: operation() }, '/other': { get: operation() } }
    const isInVocabulary = () => false
    expect(
      breakingChanges({ before: contract(paths), after: contract(more), isInVocabulary }),
    ).toEqual([])
    expect(
      breakingChanges({ before: contract(more), after: contract(paths), isInVocabulary }),
    ).toEqual(['GET /it: is gone', 'GET /other: is gone'])
  })

  it.each<[string, Json, Json, string[]]>([
    ['its name', operation(), operation({ operationId: 'b' }), ['is called b and no longer doIt']],
    [
      'credentials',
      operation(),
      operation({ security: [{ bearer: [] }] }),
      ['needs credentials now'],
    ],
    ['credentials no more', operation({ security: [{ bearer: [] }] }), operation(), []],
    ['a parameter less', parameters(q), parameters(), ['query q: is gone']],
    ['a parameter more', parameters(), parameters(q), []],
    [
      'one more that is required',
      parameters(),
      parameters({ ...q, required: true }),
      ['query q: is required now'],
    ],
    [
      'one required now',
      parameters(q),
      parameters({ ...q, required: true }),
      ['query q: is required now'],
    ],
    [
      'one of another type',
      parameters(q),
      parameters({ ...q, schema: { type: 'integer' } }),
      ['query q: no longer takes string'],
    ],
    [
      'a body that is required now',
      operation({ requestBody: json(text) }),
      operation({ requestBody: { required: true, ...json(text) } }),
      ['body: is required now'],
    ],
    [
      'a form of the body less',
      operation({ requestBody: { content: { 'text/plain': {}, 'text/markdown': {} } } }),
      operation({ requestBody: { content: { 'text/plain': {} } } }),
      ['body: text/markdown is gone'],
    ],
    ['a status less', operation(), operation({ responses: { 200: json(text) } }), ['404: is gone']],
    [
      'a media type less',
      operation({ responses: { 200: { content: { 'text/html': {}, 'text/plain': {} } } } }),
      operation({ responses: { 200: { content: { 'text/html': {} } } } }),
      ['200: text/plain is gone'],
    ],
    [
      'a header that was always there',
      operation({ responses: { 200: { headers: { ETag: { required: true } } } } }),
      operation({ responses: { 200: { headers: { ETag: {} } } } }),
      ['200: the header ETag may be missing now'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected)
  })
})

describe('what breaks those who send', () => {
  it.each<[string, Json, Json, string[]]>([
    ['a property less', object({ a: text, b: text }), object({ a: text }), ['body: b: is gone']],
    ['a property more', object({ a: text }), object({ a: text, b: text }), []],
    [
      'one that is required now',
      object({ a: text }),
      object({ a: text }, ['a']),
      ['body: a: is required now'],
    ],
    [
      'a new one that is required',
      object({}),
      object({ a: text }, ['a']),
      ['body: a: is required now'],
    ],
    ['one no longer required', object({ a: text }, ['a']), object({ a: text }), []],
    [
      'refusing unknown properties',
      object({ a: text }),
      object({ a: text }, [], { additionalProperties: false }),
      ['body: no longer takes unknown properties'],
    ],
    ['another type', { type: 'integer' }, text, ['body: no longer takes integer']],
    ['a wider type', { type: 'integer' }, { type: 'number' }, []],
    ['a value less', { enum: ['a', 'b'] }, { enum: ['a'] }, ['body: no longer takes "b"']],
    ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }, []],
    ['values only', text, { ...text, enum: ['a'] }, ['body: takes a list of values only']],
    ['any value', { ...text, enum: ['a'] }, text, []],
    [
      'a lower limit',
      { ...text, maxLength: 9 },
      { ...text, maxLength: 8 },
      ['body: maxLength is 8'],
    ],
    ['a higher limit', { ...text, maxLength: 9 }, { ...text, maxLength: 10 }, []],
    ['a limit at all', text, { ...text, minLength: 1 }, ['body: minLength is 1']],
    ['a format', text, { ...text, format: 'uri' }, ['body: format is "uri"']],
    ['null no more', orNull(text), text, ['body: no longer takes another of its forms']],
    ['null too', text, orNull(text), []],
    ['null too for an object', object({ a: text }), orNull(object({ a: text })), []],
    [
      'a fault deep inside',
      { type: 'array', items: object({ a: { type: ['string', 'null'] } }) },
      { type: 'array', items: object({ a: text }) },
      ['body: [].a: no longer takes null'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(inRequest(before, after)).toEqual(expected)
  })
})

describe('what breaks those who read', () => {
  it.each<[string, Json, Json, string[]]>([
    ['a property less', object({ a: text, b: text }), object({ a: text }), ['200: b: is gone']],
    ['a property more', object({ a: text }), object({ a: text, b: text }, ['b']), []],
    [
      'one that may be missing',
      object({ a: text }, ['a']),
      object({ a: text }),
      ['200: a: may be missing now'],
    ],
    ['one that is always there', object({ a: text }), object({ a: text }, ['a']), []],
    ['another type', text, { type: 'integer' }, ['200: may now be integer']],
    ['a narrower type', { type: 'number' }, { type: 'integer' }, []],
    ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }, ['200: may now be "b"']],
    ['a value more of a vocabulary', { enum: ['scene'] }, { enum: ['scene', 'fandom'] }, []],
    ['a value less', { enum: ['a', 'b'] }, { enum: ['a'] }, []],
    ['any value', { ...text, enum: ['a'] }, text, ['200: is no longer of a list of values']],
    ['another format', { ...text, format: 'uri' }, text, ['200: format is no longer said']],
    ['null too', text, orNull(text), ['200: may now be another of its forms']],
    ['null no more', orNull(text), text, []],
    [
      'one form more',
      { oneOf: [object({ type: { const: 'a' } }, ['type'])] },
      {
        oneOf: [
          object({ type: { const: 'a' } }, ['type']),
          object({ type: { const: 'b' } }, ['type']),
        ],
      },
      ['200: may now be another of its forms'],
    ],
    [
      'a fault in one of the forms',
      { oneOf: [object({ a: text }, ['a']), text] },
      { oneOf: [object({ a: text }), text] },
      ['200: a: may be missing now'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(inAnswer(before, after)).toEqual(expected)
  })

  it('is found behind references, also in what holds itself', () => {
    const Tree = (leaf: Json) => ({
      Tree: object({ leaf, inner: orNull({ $ref: '#/components/schemas/Tree' }) }),
    })
    const reading = operation({ responses: { 200: json({ $ref: '#/components/schemas/Tree' }) } })
    expect(changes(reading, reading, [Tree(text), Tree(text)])).toEqual([])
    expect(changes(reading, reading, [Tree(text), Tree({ type: 'integer' })])).toContain(
      '200: leaf: may now be integer',
    )
  })
})

describe('a version', () => {
  it.each([
    ['1.2.3', '2.0.0', true],
    ['0.1.0', '0.2.0', true],
    ['0.9.0', '1.0.0', true],
    ['1.2.3', '1.3.0', false],
    ['0.1.0', '0.1.1', false],
    ['0.1.0', '0.1.0', false],
    ['1.0.0', '0.9.0', false],
  ])('from %s to %s may break clients: %s', (before, after, expected) => {
    expect(mayBreak(before, after)).toBe(expected)
  })
})
