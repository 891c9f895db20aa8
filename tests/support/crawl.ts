import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { openapiDocument } from '../../src/http/openapi.ts'
import type { RunningApp } from './app.ts'
import { contractOf } from './contract.ts'

/** What a crawler asks for, by the name of the parameter. A parameter that is missing here stops it. */
export interface Recipes {
  path: Record<string, readonly string[]>
  query: Record<string, readonly string[]>
  /** Ends of an address that choose a form, with a query or without, where a route answers in all of them. */
  endings?: readonly string[]
}

export interface Answer {
  /** Path and query. */
  address: string
  /** The media type that was asked for, where one was. */
  accept?: string
  status: number
  statusText: string
  headers: Record<string, string>
  text: string
  /** What the crawler itself put into the address. */
  asked: readonly string[]
}

interface Route {
  template: string
  path: string[]
  query: string[]
  /** Query parameters that only go together. */
  required?: string[]
  /** What it answers with where all is well. */
  mediaTypes: string[]
}

const Described = z.object({
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
    .default([]),
  responses: z.looseObject({
    200: z.looseObject({ content: z.record(z.string(), z.unknown()).default({}) }).optional(),
  }),
})

/** Every GET route that the app says anybody may read. A link to a preview is a key of its own. */
export function getRoutes(app: FastifyInstance): Route[] {
  return Object.entries(openapiDocument(app).paths).flatMap(([template, { get }]) => {
    if (!get || get.security?.length || template.startsWith('/v1/previews/')) return []
    const { parameters, responses } = Described.parse(get)
    const named = (where: string) => parameters.filter((p) => p.in === where).map((p) => p.name)
    const required = parameters.filter((p) => p.in === 'query' && p.required).map((p) => p.name)
    const mediaTypes = Object.keys(responses[200]?.content ?? {})
    return [{ template, path: named('path'), query: named('query'), required, mediaTypes }]
  })
}

type Question = Pick<Answer, 'address' | 'asked' | 'accept'>

/** All that the recipes make of a route: every address, and each path in every form that the route answers in. */
function questionsOf(route: Route, recipes: Recipes): Question[] {
  return [...addressesOf(route, recipes), ...formsOf(route, recipes)]
}

function formsOf(route: Route, recipes: Recipes): Question[] {
  const { mediaTypes, path } = route
  if (mediaTypes.length < 2) return []
  const paths = pathsOf(route, recipes)
  const accepted = mediaTypes.flatMap((accept) => paths.map((path) => ({ ...path, accept })))
  const takesSuffix = path.length > 0 && mediaTypes.includes('text/markdown')
  const endings = takesSuffix ? (recipes.endings ?? []) : []
  const suffixed = endings.flatMap((ending) =>
    paths.map(({ address, asked }) => ({
      address: address + ending,
      asked: [...asked, `${asked.at(-1)}${ending.split('?')[0]}`],
    })),
  )
  return [...accepted, ...suffixed]
}

/**
 * All addresses that the recipes make of a route: each path as it is, with every combination of values that are
 * required, and with all at once and every single value beside the first of these.
 */
export function addressesOf(route: Route, recipes: Recipes): Question[] {
  const { required = [] } = route
  const query = route.query.filter((name) => name !== 'cursor')
  const needed = combinationsOf(route, recipes)
  const [first = []] = needed
  const single = query.flatMap((name) =>
    valuesOf(recipes.query, name, route)
      .filter(() => !required.includes(name))
      .map((value) => [...first, [name, value]]),
  )
  const wide = Object.entries({
    include: 'sections,crossReferences',
    bodyFormat: 'markdown,html,text',
    total: 'true',
    facets: 'region,kind,tag,section',
    limit: '20',
  }).filter(([name]) => query.includes(name))
  const locales = query.includes('locale') ? valuesOf(recipes.query, 'locale', route) : []
  const all = [...first, ...wide]
  const everything = [all, ...locales.map((locale) => [...all, ['locale', locale]])]
  const variants = [[], ...everything, ...single, ...needed]
  return pathsOf(route, recipes).flatMap(({ address, asked }) =>
    variants.map((variant) => {
      const search = new URLSearchParams(
        variant.map(([name = '', value = '']): [string, string] => [name, value]),
      )
      const separator = variant.length > 0 ? '?' : ''
      return {
        address: `${address}${separator}${search.toString()}`,
        asked: [...asked, ...variant.map(([, value = '']) => value)],
      }
    }),
  )
}

function combinationsOf(route: Route, recipes: Recipes): string[][][] {
  const { required = [] } = route
  if (required.length === 0) return []
  return required.reduce<string[][][]>(
    (combinations, name) =>
      combinations.flatMap((combination) =>
        valuesOf(recipes.query, name, route).map((value) => [...combination, [name, value]]),
      ),
    [[]],
  )
}

function pathsOf(route: Route, recipes: Recipes): Question[] {
  return route.path.reduce(
    (paths, name) =>
      paths.flatMap(({ address, asked }) =>
        valuesOf(recipes.path, name, route).map((value) => ({
          address: address.replace(`{${name}}`, encodeURIComponent(value)),
          asked: [...asked, value],
        })),
      ),
    [{ address: route.template, asked: [] as string[] }],
  )
}

function valuesOf(recipe: Recipes['path'], name: string, { template }: Route): readonly string[] {
  const values = Object.hasOwn(recipe, name) ? recipe[name] : undefined
  if (!values) throw new Error(`There is no recipe for “${name}” of ${template}.`)
  return values
}

const Paged = z.object({
  data: z.array(z.unknown()),
  page: z.object({ next: z.string().nullable() }),
})

/** Asks for everything that the recipes make of every GET route, follows every page, and checks each answer against the contract. */
export async function crawl({ app, url }: RunningApp, recipes: Recipes): Promise<Answer[]> {
  const waiting = getRoutes(app).flatMap((route) => questionsOf(route, recipes))
  const answers: Answer[] = []
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const answer = await ask(url, next.address, next.asked, next.accept)
      const { status, headers, text } = answer
      contractOf(app).check({ method: 'GET', path: next.address, status, headers, text })
      answers.push(answer)
      const cursor = nextCursor(answer)
      if (cursor) waiting.push({ address: withCursor(next.address, cursor), asked: next.asked })
    }
  }
  await Promise.all(Array.from({ length: 4 }, work))
  return answers.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

const orderOf = ({ address, accept = '' }: Answer): string => `${address} ${accept}`

export async function ask(
  url: string,
  address: string,
  asked: readonly string[] = [],
  accept?: string,
): Promise<Answer> {
  const headersSent = accept === undefined ? {} : { headers: { accept } }
  const response = await fetch(url + address, { redirect: 'manual', ...headersSent })
  const { status, statusText } = response
  const headers = Object.fromEntries(response.headers)
  const text = await response.text()
  return { address, ...(accept ? { accept } : {}), status, statusText, headers, text, asked }
}

function nextCursor({ status, headers, text }: Answer): string | null {
  const type = headers['content-type'] ?? ''
  if (status !== 200 || !type.includes('json') || type.includes('ndjson')) return null
  const paged = Paged.safeParse(JSON.parse(text))
  // The feed of changes has no last page, only empty ones.
  return paged.success && paged.data.data.length > 0 ? paged.data.page.next : null
}

function withCursor(address: string, cursor: string): string {
  const next = new URL(address, 'http://atlas.example')
  next.searchParams.set('cursor', cursor)
  // The first page was as long as pages are; of the rest, fewer say as much.
  if (!next.searchParams.has('limit') && !next.searchParams.has('include')) {
    next.searchParams.set('limit', '100')
  }
  return next.pathname + next.search
}

export interface Leak {
  word: string
  address: string
}

/** Which of these words an answer lets out, other than by repeating the address that it was asked for. */
export function leaksIn(answer: Answer, words: readonly string[]): Leak[] {
  const shown = shownBy(answer).toLowerCase()
  return words
    .filter((word) => shown.includes(word.toLowerCase()))
    .map((word) => ({ word, address: answer.address }))
}

const Problem = z.looseObject({
  detail: z.string(),
  instance: z.string().optional(),
  errors: z.array(z.looseObject({ detail: z.string() })).optional(),
})

function shownBy(answer: Answer): string {
  const { status, statusText, asked } = answer
  const headers = Object.entries(answer.headers).map(([name, value]) => {
    const repeats = name === 'location' || name === 'link'
    return `${name}: ${repeats ? without(value, asked) : value}`
  })
  return [`${status} ${statusText}`, ...headers, bodyOf(answer)].join('\n')
}

function bodyOf({ status, headers, text, asked }: Answer): string {
  if (status < 400 || !headers['content-type']?.includes('problem+json')) return text
  const problem = Problem.parse(JSON.parse(text))
  return JSON.stringify({
    ...problem,
    detail: without(problem.detail, asked),
    instance: without(problem.instance ?? '', asked),
    errors: problem.errors?.map((e) => ({ ...e, detail: without(e.detail, asked) })),
  })
}

/** Only whole values, so that a longer one which continues what was asked is still seen. */
function without(text: string, asked: readonly string[]): string {
  const forms = asked.flatMap((value) => [value, encodeURIComponent(value)])
  return forms
    .filter((form) => form !== '')
    .reduce((left, form) => left.replace(new RegExp(wholly(form), 'gi'), ''), text)
}

const wholly = (value: string) =>
  `(?<![\\w-])${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`
