import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { compactChanges } from '../../src/editorial/publishing/changes/compaction.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished, takeBack } from '../support/factories.ts'
import { dump, linesOf, sortedLines } from '../support/mirror.ts'

let running: RunningApp
let folder: string
beforeAll(async () => {
  running = await startApp()
  folder = await mkdtemp(join(tmpdir(), 'atlas-mirror-'))
  for (let n = 0; n < 4; n += 1) await edit(n, 0)
})
afterAll(async () => {
  await running.close()
  await rm(folder, { recursive: true, force: true })
})

const root = fileURLToPath(new URL('../../', import.meta.url))
/** As `sort()` does. */
const byCodeUnits = (a: string, b: string) => (a < b ? -1 : 1)
const patience = { timeout: 60_000, interval: 20 }

/** Publishes one of four communities anew, now and then under another slug, and withdraws one now and then. */
async function edit(n: number, round: number): Promise<void> {
  const content = contentOf({
    title: `Mirrored ${n}`,
    slug: `mirrored-${n}`,
    tagline: `In round ${round}.`,
    sections: [{ body: `See [[mirrored-${(n + round) % 4}]].` }],
  })
  await savePublished(running.database, content)
  if (round % 3 === 2) await takeBack(running.database, content.slug)
}

function startMirror(file: string): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  const args = ['--import', 'tsx', 'docs/examples/mirror.ts', running.url, file]
  const stdio = ['pipe', 'pipe', 'inherit'] as const
  return spawn(process.execPath, args, { cwd: root, env: { PATH, HOME }, stdio: [...stdio] })
}

async function kill(mirror: ChildProcess): Promise<void> {
  mirror.kill('SIGKILL')
  if (mirror.exitCode === null && mirror.signalCode === null) await once(mirror, 'exit')
}

/** Waits until a mirror has read all there is, and asks it which communities are in Japan. */
async function askWhenUpToDate(mirror: ChildProcess): Promise<string[]> {
  await vi.waitUntil(() => running.app.waitingRoom.waiting === 1, patience)
  mirror.stdin?.write('japan\n')
  const [answer] = await once(mirror.stdout ?? mirror, 'data')
  return JSON.parse(String(answer))
}

/** What the file of a mirror holds once it was started and is up to date. */
async function fileOfNext(file: string) {
  const mirror = startMirror(file)
  await askWhenUpToDate(mirror)
  await kill(mirror)
  await vi.waitUntil(() => running.app.waitingRoom.waiting === 0, patience)
  return sortedLines(`manifest\n${await readFile(file, 'utf8')}`)
}

describe('docs/examples/mirror.ts', () => {
  it('copies, follows and answers, and misses nothing however often it is killed', async () => {
    const file = join(folder, 'mirror.ndjson')
    const done = new AbortController()
    const writing = (async () => {
      for (let round = 1; !done.signal.aborted; round += 1) await edit(round % 4, round)
    })()
    for (let round = 0; round < 6; round += 1) {
      const mirror = startMirror(file)
      await delay(400 + round * 250)
      await kill(mirror)
    }
    done.abort()
    await writing
    await save(running.database, contentOf({ title: 'Renamed', slug: 'mirrored-0' }))
    await publish(running.database, 'mirrored-0')
    await vi.waitUntil(() => running.app.waitingRoom.waiting === 0, patience)

    const mirror = startMirror(file)
    const titles = await askWhenUpToDate(mirror)
    const live = await dump(running.url)
    const communities = linesOf(live).filter(({ type }) => type === 'community')
    expect(titles).toEqual(communities.map(({ title }) => String(title)).toSorted(byCodeUnits))
    expect(titles).toContain('Renamed')
    await kill(mirror)

    // Resumed, it writes its file anew: what it has is what the atlas has.
    await vi.waitUntil(() => running.app.waitingRoom.waiting === 0, patience)
    expect(await fileOfNext(file)).toEqual(sortedLines(live))
  })

  it('begins again where it was away for longer than the feed reaches back', async () => {
    const file = join(folder, 'away.ndjson')
    await fileOfNext(file)
    for (const round of [4, 5]) await edit(1, round)
    await compactChanges(running.database.prisma, new Date('2100-01-01T00:00:00Z'))
    expect(await fileOfNext(file)).toEqual(sortedLines(await dump(running.url)))
  })
})
