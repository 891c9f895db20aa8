import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { openapiDocument, openapiYaml } from '../../src/http/openapi.ts'
import { listOf } from '../../src/http/pagination.ts'
import { problemResponses } from '../../src/http/problems.ts'
import { queryOf } from '../../src/http/query.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

const Leaf = z.object({ name: z.string() }).meta({ id: 'Leaf' })
const Both = z.object({ type: z.literal('both'), leaf: Leaf }).meta({ id: 'Both' })
const Other = z.object({ type: z.literal('other'), at: z.iso.datetime() }).meta({ id: 'Other' })
const Defaulted = z.object({ size: z.int().default(1), leaf: Leaf }).meta({ id: 'Defaulted' })
const Closed = z.strictObject({ only: z.string() }).meta({ id: 'Closed' })
const Unused = z.object({ never: z.string() }).meta({ id: 'Unused' })
const Either = z.discriminatedUnion('type', [Both, Other]).meta({ id: 'Either' })

let running: RunningApp
beforeAll(async () => {
  expect(Unused).toBeDefined()
  running = await startApp(
    {},
    {
      routes: async (app) => {
        app.post(
          '/zebras',
          {
            schema: {
              operationId: 'createZebra',
              summary: 'Create a zebra',
              tags: ['Operations'],
              security: [{ bearer: [] }],
              body: z.object({ either: Either, defaulted: Defaulted, closed: Closed }),
              response: {
                201: {
                  description: 'Made.',
                  headers: {
                    Location: { type: 'string', required: true, description: 'Where it is.' },
                    Link: { type: 'string' },
                  },
                  content: {
                    'application/json': {
                      schema: z.object({ either: Either, defaulted: Defaulted, closed: Closed }),
                      example: {
                        either: { type: 'both', leaf: { name: 'x' } },
                        defaulted: { size: 1, leaf: { name: 'y' } },
                        closed: { only: 'z' },
                      },
                    },
                  },
                },
                ...problemResponses(400, 422),
              },
            },
          },
          async () => {
            throw new Error('not for calling')
          },
        )
        app.get(
          '/antelopes',
          {
            schema: {
              operationId: 'listAntelopes',
              summary: 'List antelopes',
              tags: ['Operations'],
              querystring: queryOf({ q: z.string().optional().meta({ description: 'Words.' }) }),
              response: { 200: listOf(Leaf, 'LeafList'), ...problemResponses(400) },
            },
          },
          async () => ({ data: [], page: { limit: 20, next: null } }),
        )
        app.get('/hidden', { schema: { hide: true } }, async () => 'x')
      },
    },
  )
})
afterAll(() => running.close())

interface Described {
  content?: Record<string, object>
}
interface OperationOf {
  operationId: string
  requestBody?: Described
  responses: Record<string, Described>
}

// Read as a stranger would: from the text.
const document = () => parse(openapiYaml(running.app))

describe('the OpenAPI document', () => {
  it('passes the strict rules of Redocly without a warning', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-openapi-'))
    const file = join(folder, 'openapi.yaml')
    await writeFile(file, openapiYaml(running.app))
    const root = join(import.meta.dirname, '../..')
    const config = join(root, 'redocly.yaml')
    const lint = ['lint', file, '--config', config, '--format=json', '--max-problems=1000']
    const redocly = join(root, 'node_modules/.bin/redocly')
    const { stdout } = await promisify(execFile)(redocly, lint, { cwd: folder }).catch(
      (error) => error,
    )
    await rm(folder, { recursive: true })
    const { totals, problems } = JSON.parse(stdout)
    expect(problems).toEqual([])
    expect(totals).toMatchObject({ errors: 0, warnings: 0 })
  })

  it('is the same text for the same routes, in alphabetical order', async () => {
    const again = await startApp()
    const twin = await startApp()
    expect(openapiYaml(again.app)).toBe(openapiYaml(twin.app))
    await Promise.all([again.close(), twin.close()])
    const paths = Object.keys(document().paths)
    expect(paths).toEqual([...paths].sort())
    expect(paths[0]).toBe('/')
    expect(paths).not.toContain('/hidden')
  })

  it('names no schema twice where reading and writing are the same, and none that is not used', () => {
    const names = Object.keys(document().components.schemas)
    expect(names).toEqual(expect.arrayContaining(['Leaf', 'Both', 'Other', 'Either', 'Defaulted']))
    expect(names).not.toContain('Unused')
    for (const name of ['LeafInput', 'BothInput', 'OtherInput', 'EitherInput', 'ProblemInput']) {
      expect(names).not.toContain(name)
    }
  })

  it('keeps apart what is read and what is written where they differ', () => {
    const { schemas } = document().components
    expect(schemas.Defaulted.required).toEqual(['size', 'leaf'])
    expect(schemas.DefaultedInput.required).toEqual(['leaf'])
    expect(schemas.Closed.additionalProperties).toBeUndefined()
    expect(schemas.ClosedInput.additionalProperties).toBe(false)
    const { properties } =
      document().paths['/zebras'].post.requestBody.content['application/json'].schema
    expect(properties.defaulted).toEqual({ $ref: '#/components/schemas/DefaultedInput' })
    expect(properties.either).toEqual({ $ref: '#/components/schemas/Either' })
  })

  it('closes nothing that it sends', () => {
    const { paths, components } = document()
    const sent = Object.entries(components.schemas).filter(([name]) => !name.endsWith('Input'))
    expect(JSON.stringify(sent)).not.toContain('"additionalProperties":false')
    expect(JSON.stringify(paths['/antelopes'].get.responses)).not.toContain('additionalProperties')
  })

  it('maps the values of a discriminator to their schemas', () => {
    expect(document().components.schemas.Either.discriminator).toEqual({
      propertyName: 'type',
      mapping: { both: '#/components/schemas/Both', other: '#/components/schemas/Other' },
    })
  })

  it('keeps response headers, and which of them are always there, and examples', () => {
    const made = document().paths['/zebras'].post.responses['201']
    expect(made.headers).toEqual({
      Location: { required: true, description: 'Where it is.', schema: { type: 'string' } },
      Link: { schema: { type: 'string' } },
    })
    expect(made.content['application/json'].example.closed).toEqual({ only: 'z' })
  })

  it('has an example of each request and answer of the editors’ side', () => {
    const editing = Object.entries<Record<string, OperationOf>>(document().paths)
      .filter(([path]) => /^\/v1\/(editorial|keys)/.test(path))
      .flatMap(([, methods]) => Object.values(methods))
    expect(editing.length).toBeGreaterThan(50)
    const lacking = editing.filter(({ requestBody, responses }) => {
      const success = Object.entries(responses).filter(([status]) => status.startsWith('2'))
      const described = [requestBody, ...success.map(([, response]) => response)]
      // Of several forms one has it.
      return described.some(
        (each) => each?.content && !Object.values(each.content).some((media) => 'example' in media),
      )
    })
    expect(lacking.map(({ operationId }) => operationId)).toEqual([])
  })

  it('says of each operation whether it needs a key', () => {
    const { paths, components } = document()
    expect(paths['/antelopes'].get.security).toEqual([])
    expect(paths['/zebras'].post.security).toEqual([{ bearer: [] }])
    expect(paths['/zebras'].post.responses['401']).toBeDefined()
    expect(paths['/antelopes'].get.responses['401']).toBeUndefined()
    expect(components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' })
  })

  it('describes once what every operation can answer', () => {
    const { responses } = document().paths['/antelopes'].get
    expect(responses['429']).toEqual({ $ref: '#/components/responses/RateLimited' })
    expect(responses['500']).toEqual({ $ref: '#/components/responses/InternalError' })
    expect(responses['400'].$ref).toBeUndefined()
    expect(document().components.responses.RateLimited.headers['Retry-After'].required).toBe(true)
  })

  it('has the version of the package and the server it came from', () => {
    expect(document()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'The Culture Atlas API', version: '0.1.0' },
      servers: [{ url: '/' }],
    })
  })
})

describe('the contract', () => {
  it.each(['/openapi.json', '/openapi.yaml'])('is served at %s with a validator', async (path) => {
    const { headers } = await api(running.app).get(path).expect(200)
    await api(running.app)
      .get(path)
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
    await api(running.app)
      .head(path)
      .expect(200)
      .expect('content-length', /^[1-9]/)
    await api(running.app).get(path).set('Accept', 'image/png').expect(406)
    await api(running.app).get(`${path}?x=1`).expect(400)
  })

  it('says the same in both forms', async () => {
    const json = await api(running.app).get('/openapi.json').expect(200)
    expect(json.body).toEqual(document())
    expect(json.body).toEqual(openapiDocument(running.app))
    const yaml = await api(running.app)
      .get('/openapi.yaml')
      .expect('content-type', /application\/yaml/)
    expect(yaml.headers['content-length']).toBe(String(Buffer.byteLength(openapiYaml(running.app))))
  })
})

describe('/docs', () => {
  it('loads only from this server what its policy lets it load', async () => {
    const page = await api(running.app).get('/docs').expect(200)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/)
    expect(page.text).not.toMatch(/<script>|<style>|\son\w+=/)
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')
    expect(links.length).toBeGreaterThan(4)
    for (const link of links) {
      expect(link).toMatch(/^\/docs\/static\//)
      await api(running.app).get(link).expect(200)
    }
  })

  it('shows the contract, asking nobody else about it', async () => {
    const { body } = await api(running.app).get('/docs/json').expect(200)
    expect(body).toEqual(openapiDocument(running.app))
    const script = await api(running.app).get('/docs/static/swagger-initializer.js').expect(200)
    expect(script.text).toContain('validatorUrl: null')
    expect(script.text).not.toMatch(/https?:\/\/(?!stackoverflow\.com)/)
  })

  it('answers for files that it has not like anything else', async () => {
    const { body } = await api(running.app).get('/docs/static/none.js').expect(404)
    expect(body.type).toBe('/problems/not-found')
    await api(running.app).get('/docs/static/..%2f..%2fpackage.json').expect(404)
  })
})
