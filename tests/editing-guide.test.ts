import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGuide, runCommands } from './support/guide.ts'
import { keyFor } from './support/keys.ts'

let open: Awaited<ReturnType<typeof openGuide>>

beforeAll(async () => {
  open = await openGuide('editing.md')
})
afterAll(() => open.close())

describe('docs/editing.md', () => {
  it('runs as it stands, and nothing in it is refused but the stale edit', async () => {
    const { running, guide, folder } = open
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
