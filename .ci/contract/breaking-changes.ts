import { isDeepStrictEqual } from 'node:util'
import { type Json, listIn, objectIn, resolved } from './json-pointer.ts'
import { type Direction, schemaChanges } from './schema-changes.ts'

interface Contracts {
  before: Json
  after: Json
  /** Whether a value belongs to a list that the service serves, and that may grow. */
  isInVocabulary: (value: unknown) => boolean
}

/** Everything in the change from one OpenAPI document to another that breaks its clients; docs/api-style.md has the rules. */
export function breakingChanges(contracts: Contracts): string[] {
  const [old, now] = [objectIn(contracts.before.paths), objectIn(contracts.after.paths)]
  return Object.entries(old).flatMap(([path, operations]) =>
    Object.entries(objectIn(operations)).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`
      const successor = objectIn(now[path])[method]
      if (successor === undefined) return [`${name}: is gone`]
      const found = operationChanges(contracts, objectIn(operation), objectIn(successor))
      return found.map((change) => `${name}: ${change}`)
    }),
  )
}

/** Whether a version may break clients of an earlier one: a new major, or before 1.0 a new minor. */
export function mayBreak(before: string, after: string): boolean {
  const [oldMajor = 0, oldMinor = 0] = before.split('.').map(Number)
  const [major = 0, minor = 0] = after.split('.').map(Number)
  return major > oldMajor || (major === 0 && oldMajor === 0 && minor > oldMinor)
}

function operationChanges(contracts: Contracts, before: Json, after: Json): string[] {
  return [
    ...(before.operationId === after.operationId
      ? []
      : [`is called ${String(after.operationId)} and no longer ${String(before.operationId)}`]),
    ...(listIn(before.security).length === 0 && listIn(after.security).length > 0
      ? ['needs credentials now']
      : []),
    ...parameterChanges(contracts, before, after),
    ...bodyChanges(contracts, before, after),
    ...answerChanges(contracts, objectIn(before.responses), objectIn(after.responses)),
  ]
}

const comparer =
  (contracts: Contracts, direction: Direction) => (before: unknown, after: unknown) =>
    schemaChanges({ ...contracts, direction }, { before, after, at: '' }).map((change) =>
      change.startsWith(': ') ? change.slice(2) : change,
    )

function parametersOf(document: Json, { parameters }: Json): Map<string, Json> {
  const all = listIn(parameters).map((each) => resolved(document, each))
  return new Map(all.map((each) => [`${String(each.in)} ${String(each.name)}`, each]))
}

function parameterChanges(contracts: Contracts, before: Json, after: Json): string[] {
  const old = parametersOf(contracts.before, before)
  const now = parametersOf(contracts.after, after)
  const compare = comparer(contracts, 'request')
  const required = [...now].filter(
    ([name, { required }]) => required === true && old.get(name)?.required !== true,
  )
  return [
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `${name}: is gone`),
    ...required.map(([name]) => `${name}: is required now`),
    ...[...old].flatMap(([name, { schema }]) =>
      now.has(name) ? prefixed(name, compare(schema, now.get(name)?.schema)) : [],
    ),
  ]
}

function bodyChanges(contracts: Contracts, before: Json, after: Json): string[] {
  const old = resolved(contracts.before, before.requestBody)
  const now = resolved(contracts.after, after.requestBody)
  const becomesRequired = now.required === true && old.required !== true
  return [
    ...(becomesRequired ? ['body: is required now'] : []),
    ...mediaTypeChanges('body', old, now, comparer(contracts, 'request')),
  ]
}

function answerChanges(contracts: Contracts, old: Json, now: Json): string[] {
  return Object.entries(old).flatMap(([status, response]) => {
    if (!(status in now)) return [`${status}: is gone`]
    const before = resolved(contracts.before, response)
    const after = resolved(contracts.after, now[status])
    return [
      ...headerChanges(objectIn(before.headers), objectIn(after.headers)).map(
        (name) => `${status}: the header ${name} may be missing now`,
      ),
      ...mediaTypeChanges(status, before, after, comparer(contracts, 'answer')),
    ]
  })
}

/** Headers that were always there and need not be any more. */
const headerChanges = (old: Json, now: Json): string[] =>
  Object.keys(old).filter(
    (name) => objectIn(old[name]).required === true && objectIn(now[name]).required !== true,
  )

function mediaTypeChanges(
  name: string,
  before: Json,
  after: Json,
  compare: (before: unknown, after: unknown) => string[],
): string[] {
  const [old, now] = [objectIn(before.content), objectIn(after.content)]
  return Object.entries(old).flatMap(([mediaType, media]) => {
    if (!(mediaType in now)) return [`${name}: ${mediaType} is gone`]
    const [was, is] = [objectIn(media).schema, objectIn(now[mediaType]).schema]
    return isDeepStrictEqual(media, {}) ? [] : prefixed(name, compare(was, is))
  })
}

const prefixed = (name: string, changes: string[]) => changes.map((change) => `${name}: ${change}`)
