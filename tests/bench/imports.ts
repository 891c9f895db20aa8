import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { openAtlas } from '../../src/start.ts'
import { importProfiles, writeProfiles } from './atlas/build.ts'

const count = Number(process.env.BENCH_PROFILES ?? 2000)
const step = Math.max(1, count / 10)

const folder = await mkdtemp(join(tmpdir(), 'atlas-bench-'))
const config = readConfig({ LOG_LEVEL: 'silent', DATA_DIR: folder })
const database = await openAtlas(config, () => {})

interface Lap {
  done: number
  seconds: number
  cpuSeconds: number
}

const laps: Lap[] = []
let peak = 0
const file = join(folder, 'profiles.ndjson')
await writeProfiles(file, count, { seed: 1 })
const began = performance.now()
let from = { done: 0, time: began, cpu: process.cpuUsage() }
await importProfiles(database, file, (done) => {
  peak = Math.max(peak, process.memoryUsage.rss())
  if (done - from.done < step && done < count) return
  const { user, system } = process.cpuUsage(from.cpu)
  const seconds = (performance.now() - from.time) / 1000
  laps.push({ done, seconds, cpuSeconds: (user + system) / 1e6 })
  from = { done, time: performance.now(), cpu: process.cpuUsage() }
})
const seconds = (performance.now() - began) / 1000
const { rows } = await database.pool.query<{ version: string; size: string }>(
  `SELECT current_setting('server_version') AS version, pg_size_pretty(pg_database_size(current_database())) AS size`,
)
await database.close()
await rm(folder, { recursive: true, force: true })

const per = (lap: Lap, index: number) => lap.done - (laps[index - 1]?.done ?? 0)
const lines = [
  'npm run bench:imports',
  `Node ${process.version}, Postgres ${rows[0]?.version} (embedded), ${cpus().length} × ${cpus()[0]?.model.trim()}`,
  `${count} profiles of six sections with about eight references each, published: ${(count / seconds).toFixed(1)} a second`,
  `memory of the process at most ${(peak / 1e6).toFixed(0)} MB; the database has ${rows[0]?.size} at the end`,
  '',
  '| until | profiles/s | ms a profile | of that this process computes |',
  '|---:|---:|---:|---:|',
  ...laps.map((lap, index) => {
    const profiles = per(lap, index)
    const ms = (1000 * lap.seconds) / profiles
    const cpu = (1000 * lap.cpuSeconds) / profiles
    return `| ${lap.done} | ${(profiles / lap.seconds).toFixed(1)} | ${ms.toFixed(1)} | ${cpu.toFixed(1)} |`
  }),
]
process.stdout.write(`${lines.join('\n')}\n`)
await writeFile(new URL('results/imports.md', import.meta.url), `${lines.join('\n')}\n`)
