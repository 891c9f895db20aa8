import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OpenApiDocument } from '../../src/http/openapi-document.ts'
import { Contract, type Exchange } from '../support/contract.ts'
import { unseenResponses } from '../support/seen.ts'

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const Thing = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    at: { type: 'string', format: 'date-time' },
    inner: { type: 'array', items: { type: 'object', properties: { a: { type: 'integer' } } } },
  },
}

const document = OpenApiDocument.parse({
  openapi: '3.1.0',
  info: { title: 'A', version: '1' },
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        responses: {
          200: {
            headers: { ETag: { required: true, schema: { type: 'string' } } },
            content: {
              ...json({ $ref: '#/components/schemas/Thing' }).content,
              'text/plain': { schema: { type: 'string' } },
            },
          },
          304: { description: 'Not modified.' },
          429: { $ref: '#/components/responses/RateLimited' },
        },
      },
    },
    '/things/order': {
      get: { operationId: 'getOrder', responses: { 200: json({ type: 'string' }) } },
      put: {
        operationId: 'putOrder',
        responses: { 204: {}, 429: { $ref: '#/components/responses/RateLimited' } },
      },
    },
  },
  components: {
    schemas: { Thing, Problem: { type: 'object', properties: { title: { type: 'string' } } } },
    responses: {
      RateLimited: {
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  },
})

const good: Exchange = {
  method: 'GET',
  path: '/things/1?x=y',
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', etag: '"1"' },
  text: '{"name":"a","inner":[{"a":1}]}',
}
const problem = { 'content-type': 'application/problem+json' }

const check = (changes: Partial<Exchange>) => () =>
  new Contract(document).check({ ...good, ...changes })

describe('the check of answers against the contract', () => {
  it('lets pass what is documented', () => {
    expect(check({})).not.toThrow()
    expect(check({ status: 304, text: '', headers: {} })).not.toThrow()
    expect(check({ method: 'HEAD', text: '' })).not.toThrow()
    expect(check({ status: 429, headers: problem, text: '{"title":"x"}' })).not.toThrow()
    expect(check({ path: '/things/order', text: '"a"' })).not.toThrow()
  })

  it.each<[string, Partial<Exchange>, RegExp]>([
    ['a status', { status: 201 }, /status is not documented for getThing/],
    ['a media type', { headers: { ...good.headers, 'content-type': 'text/html' } }, /media type/],
    ['a body', { status: 304, text: 'x' }, /a body where none/],
    ['a property', { text: '{"name":"a","secret":1}' }, /additional properties/],
    ['an inner property', { text: '{"name":"a","inner":[{"b":1}]}' }, /additional properties/],
    ['a format', { text: '{"name":"a","at":"yesterday"}' }, /date-time/],
    [
      'a shared answer’s property',
      { status: 429, headers: problem, text: '{"x":1}' },
      /additional/,
    ],
    ['an operation', { path: '/others' }, /operation is not documented/],
    ['a method', { method: 'DELETE' }, /operation is not documented/],
    ['an error of an unknown address', { path: '/others', status: 404 }, /a problem is sent as/],
  ])('refuses %s that is not', (_, changes, reason) => {
    expect(check(changes)).toThrow(reason)
  })

  it('refuses answers that lack what is documented', () => {
    expect(check({ text: '{}' })).toThrow(/required property 'name'/)
    expect(check({ headers: { 'content-type': 'application/json' } })).toThrow(/ETag is missing/)
  })
})

describe('the list of responses that no test has seen', () => {
  it('wants each operation’s own ones of it, in every media type, and shared ones of any', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atlas-seen-'))
    const saw = (lines: string[]) => writeFileSync(join(folder, 'some.txt'), lines.join('\n'))
    saw([])
    expect(unseenResponses(document, folder)).toEqual([
      'any operation 429',
      'getOrder 200 application/json',
      'getThing 200 application/json',
      'getThing 200 text/plain',
      'getThing 304',
      'putOrder 204',
    ])
    saw(['getThing 200 application/json', 'getOrder 304 ', 'putOrder 429 application/problem+json'])
    expect(unseenResponses(document, folder)).toEqual([
      'getOrder 200 application/json',
      'getThing 200 text/plain',
      'getThing 304',
      'putOrder 204',
    ])
    rmSync(folder, { recursive: true })
  })
})
