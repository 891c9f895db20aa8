import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Content } from '../../src/atlas/content.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'
import { sized } from '../support/size.ts'

const clients = 50
const attempts = sized(500, 10_000)

let running: RunningApp
let key: string

beforeAll(async () => {
  running = await startApp()
  key = await keyFor(running.database, 'contributor')
})
afterAll(() => running.close())

const Revision = z.looseObject({ revision: z.number() })

interface Acknowledged {
  tagline: string
  /** The revision that the editor had read. */
  read: number
  revision: number
}

/** One edit as an editor makes it: read, change, send. Null where somebody was faster. */
async function edit(
  path: string,
  name: string,
  hasRead: () => Promise<void>,
): Promise<Acknowledged | null> {
  const headers = { Authorization: `Bearer ${key}` }
  const current = await fetch(path, { headers })
  const { revision: read } = Revision.parse(await current.json())
  await hasRead()
  const tagline = `${name} on ${read}`
  const answer = await fetch(path, {
    method: 'PATCH',
    headers: {
      ...headers,
      'If-Match': current.headers.get('etag') ?? '',
      'Content-Type': 'application/merge-patch+json',
    },
    body: JSON.stringify({ tagline }),
  })
  const body: unknown = await answer.json()
  if (answer.status === 200) return { tagline, read, revision: Revision.parse(body).revision }
  expect([answer.status, answer.headers.get('etag')]).toEqual([412, expect.any(String)])
  return null
}

/** What each of many waits for until all of them wait. */
function meetingOf(many: number): () => Promise<void> {
  let here = 0
  let begin: () => void
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  return () => {
    here += 1
    if (here === many) begin()
    return begun
  }
}

describe('many editors of one community', () => {
  it(`lose nothing in ${attempts} conflicting edits from ${clients} clients`, async ({
    annotate,
  }) => {
    const id = await save(running.database, contentOf({ title: 'Contested' }))
    const path = `${running.url}/v1/editorial/communities/contested`
    const allHaveRead = meetingOf(clients)
    const work = async (client: number) => {
      const results = [await edit(path, `${client}-0`, allHaveRead)]
      for (let n = 1; n < attempts / clients; n++) {
        results.push(await edit(path, `${client}-${n}`, async () => {}))
      }
      return results
    }
    const results = (await Promise.all(Array.from({ length: clients }, (_, n) => work(n)))).flat()
    const done = results.filter((result) => result !== null)
    await annotate(`${done.length} acknowledged, ${results.length - done.length} refused as stale`)
    const rows = await running.database.prisma.revision.findMany({
      where: { draftId: id, number: { gt: 1 } },
      orderBy: { number: 'asc' },
    })
    // As many revisions as acknowledged edits, each the one that was acknowledged,
    const stored = rows.map(({ number, content }) => [number, Content.parse(content).tagline])
    const told = done
      .map(({ revision, tagline }) => [revision, tagline] as const)
      .toSorted(([a], [b]) => a - b)
    expect(stored).toEqual(told)
    // and each made by somebody who had read the one before: nobody's text was overwritten unseen.
    for (const { read, revision } of done) expect(revision).toBe(read + 1)
    expect(results).toHaveLength(attempts)
    // Of those who began with the same text one was taken.
    expect(done.filter(({ read }) => read === 1)).toHaveLength(1)
    const audited = await running.database.prisma.auditEntry.count({
      where: { targetId: id, action: 'community.updated' },
    })
    expect(audited).toBe(done.length)
  }, 600_000)

  it('let one of 20 with the same ETag through, and tell the others the current one', async () => {
    await save(running.database, contentOf({ title: 'One of twenty' }))
    const path = '/v1/editorial/communities/one-of-twenty'
    const editor = api(running.app, key)
    const { headers } = await editor.get(path).expect(200)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        editor
          .patch(path)
          .set('If-Match', headers.etag ?? '')
          .send({ tagline: `Writer ${n}.` }),
      ),
    )
    const won = answers.filter(({ status }) => status === 200)
    const lost = answers.filter(({ status }) => status === 412)
    expect([won.length, lost.length]).toEqual([1, 19])
    for (const { headers: told } of lost) expect(told.etag).toBe(won[0]?.headers.etag)
  })
})
