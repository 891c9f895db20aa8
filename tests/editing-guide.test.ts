import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { loadSampleAtlas } from '../src/sample.ts'
import { type RunningApp, startApp } from './support/app.ts'
import { folderFor, readGuide, runCommands } from './support/guide.ts'
import { keyFor } from './support/keys.ts'

let running: RunningApp
let guide: Awaited<ReturnType<typeof readGuide>>
let folder: string

beforeAll(async () => {
  running = await startApp()
  await loadSampleAtlas(running.database, readConfig({}), () => {})
  guide = await readGuide('editing.md')
  folder = await folderFor(guide)
})
afterAll(async () => {
  await running.close()
  await rm(folder, { recursive: true, force: true })
})

describe('docs/editing.md', () => {
  it('runs as it stands, and nothing in it is refused but the stale edit', async () => {
    const key = await keyFor(running.database, 'editor')
    const { stdout, stderr } = await runCommands(guide, folder, { ATLAS: running.url, KEY: key })
    const statuses = stderr.trim().split('\n')
    expect(statuses.filter((status) => !status.startsWith('2'))).toEqual(['412'])
    expect(statuses.length).toBeGreaterThan(20)
    // What the guide claims to show was there to be shown.
    expect(stdout).toContain('"quote"')
    expect(stdout).toContain('/v1/previews/')
    expect(stdout).toContain('"segments"')
    const draft = await running.database.prisma.draft.findUniqueOrThrow({
      where: { slug: 'night-market-cooks' },
    })
    expect(draft).toMatchObject({ status: 'published' })
    expect(draft.revision).toBeGreaterThan(draft.publishedRevision ?? 0)
  })
})
