import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openapiDocument } from '../../src/http/openapi.ts'
import type { Examples } from '../../src/http/openapi-examples.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished, siteUrl } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'
import { settledDigests } from '../support/settled.ts'

let running: RunningApp
let key: string
beforeAll(async () => {
  running = await startApp({ SITE_URL: siteUrl })
  key = await keyFor(running.database, 'admin', { name: 'Ada' })
  await savePublished(running.database, contentOf({ title: 'Wikipedians' }))
  await savePublished(running.database, contentOf({ title: 'Street Cooks' }))
})
afterAll(() => running.close())

/** Every operation and answer that has been seen, in order. */
const seen: [operationId: string, status: number, request: unknown, answer: unknown][] = []

/** Calls an operation by its name, as whoever wrote it last would; answers with its body. */
async function call(
  operationId: string,
  names: Record<string, string> = {},
  request?: object | string,
  { query = '', create = false } = {},
) {
  const { paths } = openapiDocument(running.app)
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation.operationId === operationId ? [{ path, method }] : [],
    ),
  )
  const [{ path, method } = { path: '', method: 'get' }] = found
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name) => names[name] ?? `{${name}}`) + query
  const client = api(running.app, operationId === 'getLinkedPreview' ? undefined : key)
  const sending = client[method as 'get'](address)
  if (create) sending.set('If-None-Match', '*')
  else if (method !== 'get') sending.set('If-Match', '*')
  if (typeof request === 'string') sending.type('text/plain')
  const { status, body } = await sending.send(request)
  expect(status, `${operationId}: ${JSON.stringify(body)}`).toBeLessThan(300)
  seen.push([operationId, status, request, body])
  return body
}

const cooks = { community: 'night-market-cooks' }

async function writeIt() {
  await call(
    'createCommunity',
    {},
    {
      title: 'Night Market Cooks',
      tagline: 'People who cook where the city eats after dark.',
      kind: 'profession',
      regions: [{ region: 'TW', role: 'origin' }],
    },
  )
  const overview = { kind: 'overview', body: 'They cook on wheels, and Wikipedians write it down.' }
  await call('putSection', { ...cooks, section: 'overview' }, overview, { create: true })
  const shorter = { kind: 'overview', body: 'They cook on wheels. Wikipedians write it down.' }
  await call('putSection', { ...cooks, section: 'overview' }, shorter)
  const cuisine = { kind: 'cuisine', body: 'Oyster omelettes.' }
  await call('putSection', { ...cooks, section: 'cuisine' }, cuisine, { create: true })
  const more = { body: 'Oyster omelettes, bubble tea.' }
  await call('updateSection', { ...cooks, section: 'cuisine' }, more)
  await call('getEditedSection', { ...cooks, section: 'cuisine' })
  await call('listEditedSections', cooks)
  await call('reorderSections', cooks, { sections: ['cuisine', 'overview'] })
  const tagline = { tagline: 'They cook where the city eats after dark.', changeMessage: 'Shorter' }
  await call('updateCommunity', cooks, tagline)
  await call('listDrafts', {}, undefined, { query: '?limit=1' })
  await call('getDraft', cooks)
}

async function linkIt() {
  await call('listSuggestions', cooks)
  const [suggestion] = (await call('listSuggestions', cooks)).data
  await call('decideSuggestions', cooks, { reject: [suggestion.id] })
  await call('reopenSuggestion', { ...cooks, suggestion: suggestion.id })
  const { id } = await call('createCrossReference', cooks, {
    relation: 'overlaps_with',
    target: { community: 'street-cooks' },
  })
  const names = { ...cooks, reference: id }
  await call('updateCrossReference', names, { note: 'Many do both.' })
  await call('getEditedCrossReference', names)
  await call('listEditedCrossReferences', cooks)
  await call('deleteCrossReference', names)
}

async function showIt() {
  await call('previewCommunity', cooks)
  await call('reportOnPreview', cooks)
  const { id, url } = await call('createPreviewLink', cooks, { expiresIn: 3600 })
  await call('listPreviewLinks', cooks)
  await call('getPreviewLink', { ...cooks, link: id })
  await call('getLinkedPreview', { token: String(url).split('/').at(-1) ?? '' })
  await call('revokePreviewLink', { ...cooks, link: id })
  await call('reviewCommunity', cooks, { verdict: 'submitted' })
  await call('reviewCommunity', cooks, { verdict: 'approved', comment: 'Reads well.' })
  await call('listReviews', cooks)
  const schedule = { publication: { at: '2099-01-01T00:00:00Z' }, withdrawal: null }
  await call('scheduleCommunity', cooks, schedule)
  await call('getSchedule', cooks)
  await call('unscheduleCommunity', cooks)
  await call('publishCommunity', cooks, {})
}

async function goBack() {
  await call('listRevisions', cooks, undefined, { query: '?limit=2' })
  await call('getRevision', { ...cooks, revision: '2' })
  await call('diffRevisions', { ...cooks, revision: '3' })
  await call('restoreRevision', { ...cooks, revision: '2' }, {})
  await call('purgeRevision', { ...cooks, revision: '3' })
  await call('deleteSection', { ...cooks, section: 'overview' })
  await call('withdrawCommunity', cooks)
  await call('deleteCommunity', cooks)
  await call('restoreCommunity', cooks)
  await call('mergeCommunity', { community: 'street-cooks' }, { into: 'wikipedians' })
}

async function manyAtOnce() {
  const title = { title: 'Tea Sellers' }
  await call('runBatch', {}, { operations: [{ operation: 'createCommunity', body: title }] })
  const text = 'Noodle Pullers\n\nRegion: Japan\n\nThey pull noodles.\n\nOverview\n\nBy hand.\n'
  await call('importProfiles', {}, text)
  await call('listChecks', {}, undefined, { query: '?limit=2' })
}

async function regions() {
  const asia = { slug: 'night-town', kind: 'city', names: { en: 'Night Town' }, parent: 'TW' }
  await call('createRegion', {}, asia)
  const region = { region: 'night-town' }
  await call('updateRegion', region, { names: { en: 'Night Town', es: 'Ciudad Nocturna' } })
  await call('getEditorialRegion', region)
  await call('listEditorialRegions', {}, undefined, { query: '?limit=1&parent=TW' })
  await call('listRegionRevisions', region, undefined, { query: '?limit=1' })
  await call('getRegionRevision', { ...region, revision: '1' })
  await call('deleteRegion', region)
}

async function keys() {
  const { id } = await call('createKey', {}, { name: 'Kenji', role: 'editor' })
  await call('listKeys', {}, undefined, { query: '?limit=1' })
  await call('getKey', { key: id })
  await call('getCurrentKey')
  await call('revokeKey', { key: id })
  await call('purgePerson', {}, { author: 'tester' })
  await call('listAudit', {}, undefined, { query: '?limit=2' })
}

describe('the examples of the editors’ side', () => {
  it('editing-example.json is what was sent and answered', async () => {
    await keys()
    await writeIt()
    await linkIt()
    await showIt()
    await goBack()
    await manyAtOnce()
    await regions()
    const examples: Examples = {}
    for (const [operationId, status, request, answer] of seen) {
      const { responses = {} } = examples[operationId] ?? {}
      examples[operationId] = {
        ...(request === undefined ? {} : { request }),
        responses: { ...responses, [status]: answer },
      }
    }
    const text = `${JSON.stringify(JSON.parse(settledDigests(JSON.stringify(examples))), null, 2)}\n`
    await expect(text).toMatchFileSnapshot('../../src/editorial/editing-example.json')
  })
})
