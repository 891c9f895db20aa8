import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type Atlas, openBenchAtlas } from './atlases.ts'
import { coldFigures } from './figures/cold.ts'
import { editingFigures } from './figures/editing.ts'
import { growthFigures } from './figures/growth.ts'
import { memoryFigures } from './figures/memory.ts'
import { searchFigures } from './figures/search.ts'
import { startFigures } from './figures/start.ts'
import { warmFigures } from './figures/warm.ts'
import { wrkVersion } from './load/wrk.ts'
import { startAtlas, startReference } from './processes.ts'
import { type Figure, tableOf } from './report.ts'
import { loading, timing } from './rounds.ts'
import type { Stage } from './stage.ts'

const parts = {
  warm: warmFigures,
  cold: coldFigures,
  search: searchFigures,
  growth: growthFigures,
  memory: memoryFigures,
  editing: editingFigures,
  start: startFigures,
} satisfies Record<string, (stage: Stage) => Promise<Figure[]>>
type Part = keyof typeof parts

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '2000,20000,100000' },
    only: { type: 'string', default: Object.keys(parts).join() },
  },
})
const sizes = values.profiles.split(',').map(Number)
const wanted = values.only.split(',') as Part[]
const tell = (line: string) => process.stderr.write(`${line}\n`)

const wrk = await wrkVersion()
// Compiled code is what users run.
execFileSync('npm', ['run', 'build'], { stdio: 'ignore' })

const atlases: Atlas[] = []
for (const size of sizes) atlases.push(await openBenchAtlas(size, tell))
const [small] = atlases
if (!small) throw new Error('No size was given.')
const stage: Stage = {
  small,
  middle: atlases[1] ?? small,
  large: atlases.at(-1) ?? small,
  warm: await startAtlas(small.environment),
  cold: await startAtlas({ ...small.environment, CACHE_BYTES: '0' }),
  reference: await startReference(small.database.url),
}

const figures: Figure[] = []
for (const part of wanted) {
  const found = await parts[part](stage)
  tell(tableOf(found).slice(2).join('\n'))
  figures.push(...found)
}

for (const server of [stage.warm, stage.cold, stage.reference]) await server.stop()
const { rows } = await small.database.pool.query<{ server_version: string }>('SHOW server_version')
for (const { database } of atlases) await database.close()

const [cpu] = cpus()
const lines = [
  ['npm run bench --', ...process.argv.slice(2)].join(' ').replace(/ --$/, ''),
  '',
  `Node ${process.version}, Postgres ${rows[0]?.server_version}, ${wrk}, ${cpus().length} × ${cpu?.model.trim()}; the`,
  `servers, Postgres and the load share them. Rates: ${loading.counted} interleaved rounds of ${loading.seconds} s after ${loading.warmUps} that warm up, 32 connections; times:`,
  `${timing.counted} after ${timing.warmUps}, one connection; medians. An answer that is neither 2xx nor 3xx ends the run.`,
  '',
  ...tableOf(figures),
]
process.stdout.write(`${lines.join('\n')}\n`)
if (values.only === Object.keys(parts).join()) {
  await writeFile(new URL('results/reading.md', import.meta.url), `${lines.join('\n')}\n`)
}
