import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openGuide, runCommands } from './support/guide.ts'
import { keyFor } from './support/keys.ts'
import { linesOf } from './support/mirror.ts'

let open: Awaited<ReturnType<typeof openGuide>>

beforeAll(async () => {
  open = await openGuide('integrating.md')
})
afterAll(() => open.close())

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

describe('docs/integrating.md', () => {
  it('runs as it stands, and shows what it claims to show', async () => {
    const { running, guide, folder } = open
    const key = await keyFor(running.database, 'reader')
    const { stdout, stderr } = await runCommands(guide, folder, { ATLAS: running.url, KEY: key })
    expect(stderr).toBe('')
    expect(stdout).toContain('"role":"reader"')
    expect(stdout).toContain('There is no community “atlantis”.')
    expect(stdout).toContain('have dabbawalas')
    expect(stdout).toContain('"license" : "CC-BY-4.0"')
    expect(stdout).toContain('"@context"')
    const dumped = linesOf(await readFile(join(folder, 'atlas.ndjson'), 'utf8'))
    expect(dumped.filter(({ type }) => type === 'community')).toHaveLength(12)
  })

  it('has a receiver that takes what is signed, and nothing else', async () => {
    const port = await freePort()
    const secret = `whsec_${Buffer.alloc(24, 'of the guide').toString('base64')}`
    const { PATH = '', HOME = '' } = process.env
    const receiver = spawn(process.execPath, ['--import', 'tsx', 'receiver.ts'], {
      cwd: open.folder,
      env: { PATH, HOME, PORT: String(port), WEBHOOK_SECRETS: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const body = '{"type":"community.published","data":{"slug":"ainu"}}'
    const send = async (signed: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}`, {
        method: 'POST',
        headers: {
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
          'webhook-signature': new Webhook(secret).sign('msg_1', new Date(), signed),
        },
        body,
      })
      return answer.status
    }
    const said = once(receiver.stdout, 'data')
    await vi.waitFor(async () => expect(await send(body)).toBe(204), { timeout: 30_000 })
    expect(String(await said)).toBe('msg_1 community.published\n')
    expect(await send('{"type":"community.withdrawn"}')).toBe(400)
    receiver.kill()
    await once(receiver, 'exit')
  })
})
