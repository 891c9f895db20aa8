import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const script = fileURLToPath(new URL('wrk.lua', import.meta.url))

const Summary = z.object({
  requests: z.number(),
  bytes: z.number(),
  durationMs: z.number(),
  failures: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})

/** What a load of one kind gave; latencies in milliseconds, bytes with the header fields. */
export interface Measured {
  perSecond: number
  p50: number
  p95: number
  p99: number
  bytesPerAnswer: number
}

export interface Load {
  origin: string
  /** Asked for one by one, over and over; an ETag after a tab makes a request conditional. */
  paths: readonly string[]
  connections?: number
  seconds?: number
}

/** Loads a server with wrk and answers what it bore. Throws where an answer was neither 2xx nor 3xx. */
export async function load({
  origin,
  paths,
  connections = 32,
  seconds = 5,
}: Load): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'atlas-load-'))
  try {
    const list = join(folder, 'paths')
    await writeFile(list, `${paths.join('\n')}\n`)
    const options = [
      '-t',
      '1',
      '-c',
      String(connections),
      '-d',
      `${seconds}s`,
      '-s',
      script,
      origin,
    ]
    const { stdout } = await run('wrk', options, { env: { ...process.env, PATHS: list } })
    return measuredOf(Summary.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')), origin)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function measuredOf(summary: z.infer<typeof Summary>, origin: string): Measured {
  const { requests, bytes, durationMs, failures, p50, p95, p99 } = summary
  if (failures > 0 || requests === 0)
    throw new Error(`${origin} failed ${failures} of ${requests}.`)
  return {
    perSecond: (requests * 1000) / durationMs,
    bytesPerAnswer: bytes / requests,
    p50,
    p95,
    p99,
  }
}

/** The version of wrk. Throws an error that says how to get it where there is none. */
export async function wrkVersion(): Promise<string> {
  // It prints its version with its usage, and then ends with 1.
  const said = await run('wrk', ['-v']).catch((error: { stdout?: string }) => error)
  const version = /^wrk \S+/.exec(said.stdout ?? '')?.[0]
  if (version === undefined)
    throw new Error('The benchmark needs wrk (Debian: apt-get install wrk).')
  return version
}
