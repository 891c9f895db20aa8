import { vocabulary } from '../atlas/prose.ts'
import { type Atlas, profilePaths } from '../atlases.ts'
import { load } from '../load/wrk.ts'
import { startAtlas } from '../processes.ts'
import type { Figure } from '../report.ts'
import { interleave, median } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { rareWords } from './search.ts'

/** What somebody has typed of a word that titles seldom have. */
const beginnings = vocabulary
  .slice(-60)
  .filter((word) => word.length > 6)
  .slice(0, 12)
  .map((word) => word.slice(0, 4))

const questions: Record<string, (atlas: Atlas) => string[]> = {
  profile: (atlas) => profilePaths(atlas),
  list: () => ['/v1/communities'],
  'list of a region': () => ['/v1/communities?region=africa'],
  'search for a rare word': () => rareWords.map((word) => `/v1/search?q=${word}`),
  suggestions: () => beginnings.map((beginning) => `/v1/suggest?q=${beginning}`),
}

/** How much longer the same question takes in a large atlas than in a small one, with nothing kept in memory. */
export async function growthFigures({ small, large, cold }: Stage): Promise<Figure[]> {
  const server = await startAtlas({ ...large.environment, CACHE_BYTES: '0' })
  const time = async (origin: string, paths: string[]) =>
    (await load({ origin, paths, connections: 1, seconds: 4 })).p50
  try {
    const figures: Figure[] = []
    for (const [what, pathsOf] of Object.entries(questions)) {
      // What nobody has read since the atlas was filled is on the disk, and says how fast that is.
      await load({ origin: cold.origin, paths: pathsOf(small) })
      await load({ origin: server.origin, paths: pathsOf(large) })
      const samples = await interleave({
        small: () => time(cold.origin, pathsOf(small)),
        large: () => time(server.origin, pathsOf(large)),
      })
      figures.push({
        what: `${what}, cache off, N = ${large.profiles} against ${small.profiles}, median`,
        measured: median(samples.large),
        reference: median(samples.small),
        unit: 'ms',
        target: { atMost: 1.5 },
      })
    }
    return figures
  } finally {
    await server.stop()
  }
}
