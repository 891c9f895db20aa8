import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { relations } from '../../src/atlas/vocabularies/relations.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
})

describe('vocabularies', () => {
  it('are listed by name, page by page', async () => {
    const { body } = await get('/v1/vocabularies?total=true').expect(200)
    const ids = body.data.map(({ id }: { id: string }) => id)
    expect(ids).toEqual([
      'community-kinds',
      'region-kinds',
      'region-roles',
      'relations',
      'section-kinds',
    ])
    expect(body.page.total).toBe(5)
    const first = await get('/v1/vocabularies?limit=3').expect(200)
    const rest = await get(`/v1/vocabularies?limit=3&cursor=${first.body.page.next}`).expect(200)
    expect([...first.body.data, ...rest.body.data]).toEqual(body.data)
  })

  it('give each entry in its order, relations with their inverses', async () => {
    const { body } = await get('/v1/vocabularies/relations').expect(200)
    expect(body.entries.map(({ value }: { value: string }) => value)).toEqual(
      Object.keys(relations),
    )
    expect(body.entries).toContainEqual(
      expect.objectContaining({ value: 'gave_rise_to', inverse: 'derived_from', external: false }),
    )
    expect(body.entries).toContainEqual(
      expect.objectContaining({ value: 'source', inverse: null, external: true }),
    )
  })
})
