import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished, takeBack } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
  await savePublished(running.database, contentOf({ title: 'One', tags: ['zines', 'art'] }))
  await savePublished(running.database, contentOf({ title: 'Two', tags: ['art', 'food'] }))
})

const counts = async () => {
  const { body } = await get('/v1/tags').expect(200)
  return body.data.map(({ slug, count }: { slug: string; count: number }) => `${slug} ${count}`)
}

describe('tags', () => {
  it('are listed by name with the number of communities that bear each', async () => {
    expect(await counts()).toEqual(['art 2', 'food 1', 'zines 1'])
  })

  it('are paged, and counted when asked', async () => {
    const first = await get('/v1/tags?limit=2&total=true').expect(200)
    expect(first.body.page).toMatchObject({ limit: 2, total: 3 })
    const second = await get(`/v1/tags?limit=2&cursor=${first.body.page.next}`).expect(200)
    expect(second.body.data).toEqual([{ type: 'tag', id: 'zines', slug: 'zines', count: 1 }])
    expect(second.body.page.next).toBeNull()
  })

  it('go with the last community that bears them', async () => {
    const id = await savePublished(running.database, contentOf({ title: 'Three', tags: ['brief'] }))
    expect(await counts()).toContain('brief 1')
    await takeBack(running.database, id)
    expect(await counts()).toEqual(['art 2', 'food 1', 'zines 1'])
  })
})
