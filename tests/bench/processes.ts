import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A server in a process of its own. */
export interface Server {
  origin: string
  pid: number
  stop(): Promise<void>
}

/** Starts the atlas as `npm start` does, with nothing in its way: no log line a request, no limit. */
export async function startAtlas(env: Record<string, string>): Promise<Server> {
  const { PATH = '', HOME = '' } = process.env
  const quiet = { LOG_LEVEL: 'warn', RATE_LIMIT: '1000000000', PORT: '0' }
  const child = spawn(process.execPath, ['bin/atlas.js', 'serve'], {
    cwd: root,
    env: { PATH, HOME, ...quiet, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  const address = new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
      const origin = /(http:\/\/127\.0\.0\.1:\d+)\/v1/.exec(said)?.[1]
      if (origin) resolve(origin)
    })
    child.once('exit', () => reject(new Error(`The atlas did not start: ${said}`)))
  })
  return serverOf(child, await address)
}

/** Starts what the atlas is measured against. */
export async function startReference(databaseUrl: string): Promise<Server> {
  const child = fork(fileURLToPath(new URL('reference/server.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  })
  const [origin] = await once(child, 'message')
  return serverOf(child, z.string().parse(origin))
}

function serverOf(child: ChildProcess, origin: string): Server {
  return {
    origin,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
