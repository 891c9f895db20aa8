import { readFile } from 'node:fs/promises'
import { profilePaths } from '../atlases.ts'
import { load } from '../load/wrk.ts'
import { startAtlas } from '../processes.ts'
import type { Figure } from '../report.ts'
import type { Stage } from '../stage.ts'

const MiB = 1024 * 1024
/** What a process may take beside what it keeps. */
const allowanceBytes = 200 * MiB

/** The memory of a process whose cache is full, after it went on making room for a while. */
export async function memoryFigures({ large }: Stage): Promise<Figure[]> {
  const server = await startAtlas(large.environment)
  try {
    const paths = profilePaths(large, large.profiles)
    const { CACHE_BYTES } = large.config
    for (let round = 0; (await evictions(server.origin)) < paths.length / 20; round += 1) {
      if (round === 40) throw new Error('The cache did not fill: the atlas is too small.')
      await load({ origin: server.origin, paths, seconds: 10 })
    }
    const bytes = await residentBytes(server.pid)
    return [
      {
        what: `memory of the process, N = ${large.profiles}, cache full, against CACHE_BYTES + 200 MiB`,
        measured: bytes / MiB,
        reference: (CACHE_BYTES + allowanceBytes) / MiB,
        unit: 'MiB',
        target: { atMost: 1 },
      },
    ]
  } finally {
    await server.stop()
  }
}

async function evictions(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  return Number(/^atlas_cache_evictions_total (\d+)/m.exec(text)?.[1] ?? Number.NaN)
}

/** What the kernel counts as the memory of a process (proc(5), VmRSS). */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
}
