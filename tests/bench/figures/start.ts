import { slugAt } from '../atlas/profiles.ts'
import { startAtlas } from '../processes.ts'
import type { Figure } from '../report.ts'
import { interleave, median } from '../rounds.ts'
import type { Stage } from '../stage.ts'

const allowedMs = 1500

/** From the start of the process to the first profile, on a server database that is migrated. */
export async function startFigures({ small }: Stage): Promise<Figure[]> {
  const samples = await interleave({ start: () => startOnce(small.database.url) })
  return [
    {
      what: 'start on a migrated server database, to the first profile, against 1.5 s',
      measured: median(samples.start),
      reference: allowedMs,
      unit: 'ms',
      target: { atMost: 1 },
    },
  ]
}

async function startOnce(DATABASE_URL: string): Promise<number> {
  const began = performance.now()
  const server = await startAtlas({ DATABASE_URL })
  const answer = await fetch(`${server.origin}/v1/communities/${slugAt(0)}`)
  await answer.arrayBuffer()
  const took = performance.now() - began
  await server.stop()
  if (!answer.ok) throw new Error(`The first answer was ${answer.status}.`)
  return took
}
