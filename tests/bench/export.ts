import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { get as httpGet } from 'node:http'
import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { allCommunities, allRegions } from '../../src/delivery/feed/export/store.ts'
import { type Atlas, openBenchAtlas } from './atlases.ts'
import { type Server, startAtlas } from './processes.ts'
import { type Figure, tableOf } from './report.ts'
import { interleave, median, timing } from './rounds.ts'

const { values } = parseArgs({
  options: { profiles: { type: 'string', default: '2000' }, write: { type: 'boolean' } },
})
const MiB = 1024 * 1024
const tell = (line: string) => process.stderr.write(`${line}\n`)

/** What the kernel says of the memory of a process: now, or at most since `forgetPeak` (proc(5)). */
async function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
}
const forgetPeak = (pid: number) => writeFile(`/proc/${pid}/clear_refs`, '5')

/** Takes an export and keeps nothing of it; answers its bytes and seconds. */
function take({ origin }: Server, encoding: string): Promise<{ bytes: number; seconds: number }> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    httpGet(`${origin}/v1/export`, { headers: { 'Accept-Encoding': encoding } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.once('error', reject)
      answer.once('end', () => resolve({ bytes, seconds: (performance.now() - began) / 1000 }))
    }).once('error', reject)
  })
}

/** By how much a server that has just started grows while it exports. */
async function growth(atlas: Atlas, encoding: string): Promise<{ bytes: number; peaks: number[] }> {
  const server = await startAtlas(atlas.environment)
  try {
    await fetch(`${server.origin}/livez`)
    // What the start leaves to be done is no part of an export.
    await delay(2000)
    const before = await memoryOf(server.pid, 'VmRSS')
    const peaks: number[] = []
    let bytes = 0
    for (let round = 0; round < timing.counted; round += 1) {
      await forgetPeak(server.pid)
      bytes = (await take(server, encoding)).bytes
      peaks.push((await memoryOf(server.pid, 'VmHWM')) - before)
    }
    return { bytes, peaks }
  } finally {
    await server.stop()
  }
}

/** What Postgres sends for these statements by COPY in text form, through the same driver, to nowhere. */
async function copy({ database }: Atlas, statements: readonly string[]): Promise<number> {
  const client = await database.pool.connect()
  const began = performance.now()
  for (const statement of statements) {
    await new Promise<void>((resolve, reject) => {
      client.query({
        submit: (connection: pg.Connection) => connection.query(`COPY (${statement}) TO STDOUT`),
        handleCopyData: () => {},
        handleCommandComplete: () => {},
        handleReadyForQuery: () => resolve(),
        handleError: reject,
      })
    })
  }
  client.release()
  return (performance.now() - began) / 1000
}

const lines = [allRegions, allCommunities(['markdown'])]
const rows = [
  ...['region', 'community', 'community_text', 'community_region', 'section'],
  ...['section_text', 'edge', 'assertion'],
].map((table) => `SELECT * FROM published.${table}`)

execFileSync('npm', ['run', 'build'], { stdio: 'ignore' })
const profiles = Number(values.profiles)
const atlas = await openBenchAtlas(profiles, tell)

const plain = await growth(atlas, 'identity')
const gzip = await growth(atlas, 'gzip')
const memory = [
  ['plain', plain],
  ['gzip', gzip],
] as const
const figures = memory.map(([form, { peaks }]): Figure => {
  const what = `growth of the process over a whole export, ${form}, the most of ${timing.counted} one after another`
  const measured = Math.max(...peaks) / MiB
  return { what, measured, reference: 64, unit: 'MiB', target: { atMost: 1 } }
})

const server = await startAtlas(atlas.environment)
const seconds = await interleave({
  plain: async () => (await take(server, 'identity')).seconds,
  gzip: async () => (await take(server, 'gzip')).seconds,
  lines: () => copy(atlas, lines),
  rows: () => copy(atlas, rows),
})
await server.stop()
type Name = keyof typeof seconds
const rate = (name: Name) => profiles / median(seconds[name])
const against = (what: string, name: Name, reference: Name): Figure => ({
  ...{ what, measured: rate(name), reference: rate(reference), unit: 'profiles/s' },
  target: { atLeast: 0 },
})
figures.push(
  against('export, plain, against COPY of the same lines', 'plain', 'lines'),
  against('export, gzip, against COPY of the same lines', 'gzip', 'lines'),
  against('export, plain, against COPY of all columns of the tables behind it', 'plain', 'rows'),
)

const { rows: versions } = await atlas.database.pool.query<{ version: string }>(
  `SELECT current_setting('server_version') AS version`,
)
await atlas.database.close()
const report = [
  `npm run bench:export -- --profiles ${profiles}`,
  '',
  `Node ${process.version}, Postgres ${versions[0]?.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}; client, server and`,
  `Postgres share them. ${profiles} profiles, ${(plain.bytes / 1e6).toFixed(1)} MB plain, ${(gzip.bytes / 1e6).toFixed(1)} MB`,
  `gzip. Memory: the peak that the kernel noted during an export (VmHWM), less what a server that had just started had`,
  `(VmRSS); no flags. Times: ${timing.counted} interleaved rounds after ${timing.warmUps} that are not counted, medians; COPY in text form, read by`,
  'the same driver and thrown away. No ratio is required: they are for comparing versions.',
  '',
  ...tableOf(figures),
]
process.stdout.write(`${report.join('\n')}\n`)
if (values.write)
  await writeFile(new URL('results/export.md', import.meta.url), `${report.join('\n')}\n`)
