import { expect, it } from 'vitest'
import { completeSearch } from '../../src/editorial/publishing/search/completion.ts'
import { api } from '../support/api.ts'
import { startApp } from '../support/app.ts'
import { contentOf, save, savePublished } from '../support/factories.ts'

it('makes everything found that was published before there was search, once, and no draft', async () => {
  const running = await startApp({ CACHE_BYTES: 0 })
  const { app, database } = running
  const slugs = async (path: string) =>
    (await api(app).get(path).expect(200)).body.data.map(({ slug }: { slug: string }) => slug)
  for (let n = 1; n <= 3; n += 1) {
    await savePublished(database, contentOf({ title: `Bell ringers ${n}` }))
  }
  await save(database, contentOf({ title: 'Bell draft' }))
  await database.pool.query(
    'TRUNCATE published.search_text, published.search_word, published.suggestion',
  )
  expect(await slugs('/v1/search?q=ringers')).toEqual([])
  const completed = await Promise.all([
    completeSearch(database, () => {}),
    completeSearch(database, () => {}),
  ])
  expect(completed.reduce((sum, count) => sum + count)).toBe(3)
  expect(await completeSearch(database, () => {})).toBe(0)
  expect((await slugs('/v1/search?q=ringers&type=community')).sort()).toEqual(
    [1, 2, 3].map((n) => `bell-ringers-${n}`),
  )
  expect(await slugs('/v1/search?q=draft')).toEqual([])
  expect(await slugs('/v1/suggest?q=bell')).toHaveLength(3)
  expect(await slugs('/v1/suggest?q=japan')).toContain('japan')
  await running.close()
})
