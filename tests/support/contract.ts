import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import { openapiDocument } from '../../src/http/openapi.ts'
import {
  isRecord,
  mapObjects,
  type OpenApiDocument,
  type Response,
} from '../../src/http/openapi-document.ts'
import { recordSeen } from './seen.ts'

/** A request and what came back, as far as the contract speaks of it. */
export interface Exchange {
  method: string
  path: string
  status: number
  headers: Record<string, string | undefined>
  text: string
}

interface Documented {
  operationId: string
  /** Where the response stands in the document, as a JSON pointer. */
  pointer: string
  response: Response
}

/** What an address answers that has no operation: unknown paths and methods, closed scopes. */
const withoutOperation = new Set([400, 401, 404, 405, 414, 429, 431, 500, 503])

/** Checks what the app says against the contract that it publishes. */
export class Contract {
  readonly #document: OpenApiDocument
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })

  constructor(document: OpenApiDocument) {
    this.#document = document
    addFormats.default(this.#ajv)
    // Closed, so that a property that the contract does not name is found out.
    this.#ajv.addSchema({ ...closed(document), $id: 'contract' })
  }

  /** Throws where the answer is not as the contract says; notes down what was seen. */
  check(exchange: Exchange): void {
    const path = exchange.path.split('?')[0] ?? ''
    if (path === '/docs' || path.startsWith('/docs/')) return // a page, not a part of the contract
    const found = this.#find(exchange, path)
    const mediaType = mediaTypeOf(exchange)
    if (!found) {
      this.#checkWithoutOperation(exchange, mediaType)
      return
    }
    checkHeaders(exchange, found)
    this.#checkBody(exchange, found, mediaType)
    // Without a body little has been seen of it.
    if (exchange.method !== 'HEAD') recordSeen(found.operationId, exchange.status, mediaType)
  }

  #find(exchange: Exchange, path: string): Documented | null {
    const method = exchange.method === 'HEAD' ? 'get' : exchange.method.toLowerCase()
    // A community may be called what another method has an address of its own for.
    const [found] = Object.entries(this.#document.paths)
      .filter(([candidate, methods]) => matches(candidate, path) && method in methods)
      .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    const [template = '', methods = {}] = found ?? []
    const operation = methods[method]
    if (!operation) return null
    const { operationId = '', responses } = operation
    const response = responses[exchange.status]
    if (!response) fail(exchange, `the status is not documented for ${operationId}`)
    const shared = response.$ref?.split('/').at(-1)
    if (shared === undefined) {
      const pointer = `/paths/${inPointer(template)}/${method}/responses/${exchange.status}`
      return { operationId, pointer, response }
    }
    const target = this.#document.components.responses?.[shared]
    if (!target) fail(exchange, `${response.$ref} leads nowhere`)
    return { operationId, pointer: `/components/responses/${shared}`, response: target }
  }

  #checkBody(exchange: Exchange, { pointer, response }: Documented, mediaType: string): void {
    const content = isRecord(response.content) ? response.content : {}
    if (Object.keys(content).length === 0) {
      if (exchange.text !== '') fail(exchange, 'there is a body where none is documented')
      return
    }
    if (!(mediaType in content)) fail(exchange, `the media type ${mediaType} is not documented`)
    if (exchange.method === 'HEAD') return
    this.#checkValue(exchange, mediaType, `${pointer}/content/${inPointer(mediaType)}/schema`)
  }

  #checkWithoutOperation(exchange: Exchange, mediaType: string): void {
    const { method, status } = exchange
    if (method === 'OPTIONS' && status === 204) return
    if (!withoutOperation.has(status)) fail(exchange, 'the operation is not documented')
    if (mediaType !== 'application/problem+json')
      fail(exchange, `a problem is sent as ${mediaType}`)
    if (method !== 'HEAD') this.#checkValue(exchange, mediaType, '/components/schemas/Problem')
  }

  #checkValue(exchange: Exchange, mediaType: string, pointer: string): void {
    const validate: ValidateFunction | undefined = this.#ajv.getSchema(`contract#${pointer}`)
    if (!validate) fail(exchange, `there is no schema at ${pointer}`)
    for (const value of valuesOf(exchange.text, mediaType)) {
      if (validate(value)) continue
      fail(exchange, this.#ajv.errorsText(validate.errors, { separator: '\n' }))
    }
  }
}

const contracts = new WeakMap<FastifyInstance, Contract>()

let ofOwnRoutes: Contract | undefined

/** The contract of a ready app. */
export function contractOf(app: FastifyInstance): Contract {
  const contract = contracts.get(app) ?? new Contract(openapiDocument(app))
  contracts.set(app, contract)
  return contract
}

/** Lets an app that has no routes but the service's own share the contract of others like it: it takes long to make. */
export function shareContract(app: FastifyInstance): void {
  ofOwnRoutes ??= new Contract(openapiDocument(app))
  contracts.set(app, ofOwnRoutes)
}

function closed(document: OpenApiDocument): Record<string, unknown> {
  const result = mapObjects(document, (schema) =>
    isRecord(schema.properties) && !('additionalProperties' in schema)
      ? { ...schema, additionalProperties: false }
      : schema,
  )
  return isRecord(result) ? result : {}
}

function checkHeaders(exchange: Exchange, { response }: Documented): void {
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const missing = exchange.headers[name.toLowerCase()] === undefined
    if (header.required === true && missing) fail(exchange, `the header ${name} is missing`)
  }
}

/** What the schema of a media type describes: of NDJSON each line. */
function valuesOf(text: string, mediaType: string): unknown[] {
  if (mediaType.endsWith('ndjson')) {
    return text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
  }
  return [mediaType.endsWith('json') ? JSON.parse(text) : text]
}

const mediaTypeOf = ({ headers }: Exchange): string =>
  (headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''

const matches = (template: string, path: string): boolean => {
  const names = template.split('/')
  const parts = path.split('/')
  return (
    names.length === parts.length &&
    names.every((name, index) =>
      name.startsWith('{') ? parts[index] !== '' : name === parts[index],
    )
  )
}

/** For use inside a pointer inside a fragment: RFC 6901, then percent-encoding. */
const inPointer = (name: string) =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))

function fail({ method, path, status, text }: Exchange, reason: string): never {
  throw new Error(`${method} ${path} answered ${status}, but ${reason}\n${text.slice(0, 2000)}`)
}
