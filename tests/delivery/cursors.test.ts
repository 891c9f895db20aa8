import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished, takeBack } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
})

let sequence = 0
/** Publishes a community under a title that is unique and starts with the given letters; answers its id. */
const add = (letters: string) => {
  sequence += 1
  return savePublished(running.database, contentOf({ title: `${letters} ${sequence}` }))
}

const letters = fc.string({
  unit: fc.constantFrom('a', 'm', 'Z', 'é', 'あ'),
  minLength: 1,
  maxLength: 2,
})
const event = fc.oneof(fc.record({ add: letters }), fc.record({ withdraw: fc.nat() }))
const scenario = fc.record({
  sort: fc.constantFrom('title', '-title', 'updatedAt', '-updatedAt'),
  limit: fc.integer({ min: 1, max: 4 }),
  initial: fc.array(letters, { minLength: 3, maxLength: 8 }),
  events: fc.array(event, { maxLength: 5 }),
})
type Event = { add: string } | { withdraw: number }

/** Lets one thing happen to the communities that are there. */
async function happen(present: string[], event: Event | undefined): Promise<void> {
  if (!event) return
  if ('add' in event) {
    present.push(await add(event.add))
    return
  }
  const [left] = present.splice(event.withdraw % present.length, 1)
  if (left) await takeBack(running.database, left)
}

/** Follows a list to its end while an event happens after each page; answers the ids in the order seen. */
async function readAll(first: string, present: string[], events: Event[]): Promise<string[]> {
  const seen: string[] = []
  const waiting = [...events]
  let path: string | undefined = first
  while (path) {
    const { body, headers }: { body: { data: { id: string }[] }; headers: { link?: string } } =
      await get(path).expect(200)
    seen.push(...body.data.map(({ id }: { id: string }) => id))
    path = headers.link?.match(/<(.*)>; rel="next"/)?.[1]
    await happen(present, waiting.shift())
  }
  return seen
}

describe('a cursor', () => {
  it('neither repeats nor skips a row that stays while others come and go', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ sort, limit, initial, events }) => {
        const present: string[] = []
        for (const part of initial) present.push(await add(part))
        const before = [...present]
        const first = `/v1/communities?sort=${sort}&limit=${limit}`
        const seen = await readAll(first, present, events)
        const skipped = before.filter((id) => present.includes(id) && !seen.includes(id))
        for (const id of present) await takeBack(running.database, id)
        expect(new Set(seen).size).toBe(seen.length)
        expect(skipped).toEqual([])
      }),
      { numRuns: 8 },
    )
  }, 90_000)

  it('is refused on another list, with other filters or sort, or altered', async () => {
    const ids = [await add('x'), await add('x'), await add('x')]
    const { body } = await get('/v1/communities?limit=1&kind=microculture').expect(200)
    const cursor: string = body.page.next
    await get(`/v1/communities?kind=microculture&cursor=${cursor}`).expect(200)
    await get(`/v1/communities?kind=microculture&fields=title&cursor=${cursor}`).expect(200)
    const altered = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1)
    for (const path of [
      `/v1/communities?cursor=${cursor}`,
      `/v1/communities?kind=fandom&cursor=${cursor}`,
      `/v1/communities?kind=microculture&sort=-title&cursor=${cursor}`,
      `/v1/communities?kind=microculture&cursor=${altered}`,
      `/v1/regions?cursor=${cursor}`,
      `/v1/tags?cursor=${cursor}`,
      `/v1/changes?cursor=${cursor}`,
      `/v1/vocabularies?cursor=${cursor}`,
      `/v1/cross-references?cursor=${cursor}`,
      `/v1/communities/${ids[0]}/sections?cursor=${cursor}`,
      `/v1/communities/${ids[0]}/cross-references?cursor=${cursor}`,
      `/v1/regions/japan/communities?kind=microculture&cursor=${cursor}`,
    ]) {
      const refused = await get(path).expect(400)
      expect(refused.body.errors, path).toMatchObject([
        { parameter: 'cursor', code: 'invalid-cursor' },
      ])
    }
  })
})
