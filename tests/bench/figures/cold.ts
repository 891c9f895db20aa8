import { profilePaths } from '../atlases.ts'
import { load } from '../load/wrk.ts'
import type { Figure } from '../report.ts'
import { interleave, loading, median } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { statementsOf, timesOf } from '../statements.ts'

const list = '/v1/communities?region=africa'

/** What is not kept in memory against a bare route with one prepared statement, and against its own statements alone. */
export async function coldFigures({ small, cold, reference }: Stage): Promise<Figure[]> {
  const paths = profilePaths(small)
  const statements = await statementsOf(small, list)
  const samples = await interleave(
    {
      statement: (seconds) => rate(reference.origin, paths, seconds),
      profile: (seconds) => rate(cold.origin, paths, seconds),
      listStatement: async () =>
        median(
          await timesOf(
            small.database,
            Array.from({ length: 300 }, () => statements),
          ),
        ),
      list: async (seconds) =>
        (await load({ origin: cold.origin, paths: [list], connections: 1, seconds })).p50,
    },
    loading,
  )
  return [
    {
      what: 'random profile, cache off, against bare Fastify with one prepared statement',
      measured: median(samples.profile),
      reference: median(samples.statement),
      unit: 'requests/s',
      target: { atLeast: 1 },
    },
    {
      what: 'list of 20 by a macro-region, cache off, median, against its bare SQL',
      measured: median(samples.list),
      reference: median(samples.listStatement),
      unit: 'ms',
      target: { atMost: 2 },
    },
  ]
}

const rate = async (origin: string, paths: string[], seconds: number): Promise<number> =>
  (await load({ origin, paths, seconds })).perSecond
