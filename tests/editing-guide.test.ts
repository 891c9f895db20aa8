import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { loadSampleAtlas } from '../src/sample.ts'
import { type RunningApp, startApp } from './support/app.ts'
import { keyFor } from './support/keys.ts'

const run = promisify(execFile)

let running: RunningApp
let folder: string

beforeAll(async () => {
  running = await startApp()
  await loadSampleAtlas(running.database, readConfig({}), () => {})
  folder = await mkdtemp(join(tmpdir(), 'atlas-guide-'))
})
afterAll(async () => {
  await running.close()
  await rm(folder, { recursive: true, force: true })
})

/** Every shell block of a guide, one after the other. */
async function commandsOf(guide: URL): Promise<string> {
  const text = await readFile(guide, 'utf8')
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block).join('\n')
}

describe('docs/editing.md', () => {
  it('runs as it stands, and nothing in it is refused but the stale edit', async () => {
    const commands = await commandsOf(new URL('../docs/editing.md', import.meta.url))
    const key = await keyFor(running.database, 'editor')
    const { stdout, stderr } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', commands], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', ATLAS: running.url, KEY: key },
    })
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
