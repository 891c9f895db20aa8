import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  const { database } = running
  editor = api(running.app, await keyFor(database, 'editor'))
  await save(database, contentOf({ title: 'Waiting' }))
  await save(database, contentOf({ title: 'Bare', tagline: null, regions: [] }))
  await savePublished(database, contentOf({ title: 'Ring head' }))
  const crossReferences = [
    { relation: 'part_of' as const, target: { community: 'ring-head' } },
    { relation: 'has_part' as const, target: { community: 'ring-head' } },
  ]
  await save(database, contentOf({ title: 'Ring tail', crossReferences }))
})
afterAll(() => running.close())

const everything = { 'If-Match': '*' }
const pathOf = (slug: string) => `/v1/editorial/communities/${slug}/publication`
const publishing = (slug: string, headers: Record<string, string> = everything) =>
  editor.post(pathOf(slug)).set(headers)
const withdrawing = (slug: string, headers: Record<string, string> = everything) =>
  editor.delete(pathOf(slug)).set(headers)
const typeOf = ({ body }: { body: { type: string } }) => body.type.replace('/problems/', '')

describe('publishing is refused', () => {
  it('without a community or a revision of that name', async () => {
    await publishing('nobody').send({}).expect(404)
    await publishing('waiting').send({ revision: 9 }).expect(404)
  })

  it('without a current If-Match', async () => {
    await publishing('waiting', {}).send({}).expect(428)
    const stale = await publishing('waiting', { 'If-Match': '"9"' }).send({}).expect(412)
    expect(stale.headers.etag).toBe('"1"')
  })

  it('where something is missing, all of which is named', async () => {
    const { body } = await publishing('bare').send({}).expect(422)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/tagline',
      '/regions',
    ])
  })

  it('where it would close a circle', async () => {
    expect(typeOf(await publishing('ring-tail').send({}).expect(409))).toBe('reference-cycle')
  })

  it('with a body that is too large or of another type', async () => {
    await publishing('waiting')
      .send({ changeMessage: 'x'.repeat(2_100_000) })
      .expect(413)
    await publishing('waiting').type('text/plain').send('now').expect(415)
  })
})

describe('withdrawing is refused', () => {
  it('without a community of that name, or one that is published', async () => {
    await withdrawing('nobody').expect(404)
    expect(typeOf(await withdrawing('waiting').expect(409))).toBe('not-published')
  })

  it('without a current If-Match', async () => {
    await withdrawing('ring-head', {}).expect(428)
    const stale = await withdrawing('ring-head', { 'If-Match': '"9"' }).expect(412)
    expect(stale.headers.etag).toBe('"2"')
  })
})
