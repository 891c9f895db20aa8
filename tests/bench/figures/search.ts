import { rareWord, vocabulary } from '../atlas/prose.ts'
import type { Atlas } from '../atlases.ts'
import { load } from '../load/wrk.ts'
import { startAtlas } from '../processes.ts'
import type { Figure } from '../report.ts'
import { interleave, median, quantile } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { statementsOf, timesOf } from '../statements.ts'

/** Words of the generated texts: how often one comes falls with its place, so texts with it grow with the atlas. */
const commonWords = vocabulary.slice(20, 40).filter((word) => word.length > 3)
/** Words that a few texts have, whatever the size of the atlas. */
export const rareWords = Array.from({ length: 12 }, (_, number) => rareWord(number))

/** Search against its statements alone, and against a search for the same word without an index. */
export async function searchFigures({ middle }: Stage): Promise<Figure[]> {
  const server = await startAtlas({ ...middle.environment, CACHE_BYTES: '0' })
  try {
    const common = await figuresOf(middle, server.origin, 'a common word', commonWords)
    const rare = await figuresOf(middle, server.origin, 'a rare word', rareWords)
    return [...common, ...rare]
  } finally {
    await server.stop()
  }
}

async function figuresOf(atlas: Atlas, origin: string, kind: string, words: readonly string[]) {
  const paths = words.map((word) => `/v1/search?q=${word}`)
  const runs = await Promise.all(paths.map((path) => statementsOf(atlas, path)))
  const samples = await interleave({
    http: async (seconds) => (await load({ origin, paths, connections: 1, seconds })).p95,
    statements: async () =>
      quantile(await timesOf(atlas.database, [...runs, ...runs, ...runs]), 0.95),
    // It reads all texts, whatever the word.
    ilike: async () => quantile(await timesOf(atlas.database, words.slice(0, 4).map(ilike)), 0.95),
  })
  const http = median(samples.http)
  const what = `search for ${kind}, N = ${atlas.profiles}, 95th percentile, against`
  const figures: Figure[] = [
    {
      what: `${what} its bare SQL`,
      measured: http,
      reference: median(samples.statements),
      unit: 'ms',
      target: { atMost: 3 },
    },
    {
      what: `${what} \`ILIKE\` over the same texts`,
      measured: http,
      reference: median(samples.ilike),
      unit: 'ms',
      target: { atMost: 0.25 },
    },
  ]
  return figures
}

const ilike = (word: string) => [
  {
    text: `SELECT section_id FROM published.section_text WHERE text ILIKE $1
      ORDER BY heading, section_id LIMIT 20`,
    values: [`%${word}%`],
  },
]
