import { profilePaths } from '../atlases.ts'
import { load } from '../load/wrk.ts'
import { publishSteadily } from '../publisher.ts'
import type { Figure } from '../report.ts'
import { interleave, loading, median } from '../rounds.ts'
import type { Stage } from '../stage.ts'

const list = '/v1/communities?region=africa'

/** Answers from memory against a bare route that sends as many bytes. */
export async function warmFigures({ small, warm, reference }: Stage): Promise<Figure[]> {
  const profiles = profilePaths(small)
  const { etags, meanBytes } = await readAll(warm.origin, profiles)
  const conditional = profiles.map((path, n) => `${path}\t${etags[n]}`)
  const listBytes = (await readAll(warm.origin, [list])).meanBytes
  const bytes = (size: number) => (seconds: number) =>
    load({ origin: reference.origin, paths: [`/bytes/${Math.round(size)}`], seconds })
  const profile = (seconds: number) => load({ origin: warm.origin, paths: profiles, seconds })
  const samples = await interleave(
    {
      bytes: bytes(meanBytes),
      profile,
      busy: (seconds) => publishSteadily(small, warm.origin, () => profile(seconds)),
      bare304: (seconds) =>
        unchanged(
          reference.origin,
          conditional.map((path) => `/not-modified${path}`),
          seconds,
        ),
      notModified: (seconds) => unchanged(warm.origin, conditional, seconds),
      listBytes: bytes(listBytes),
      list: (seconds) => load({ origin: warm.origin, paths: [list], seconds }),
    },
    loading,
  )
  const rate = (name: keyof typeof samples) =>
    median(samples[name].map(({ perSecond }) => perSecond))
  const p99 = (name: keyof typeof samples) => median(samples[name].map(({ p99 }) => p99))
  const figure = (
    what: string,
    [measured, reference]: [keyof typeof samples, keyof typeof samples],
    atLeast: number,
  ): Figure => ({
    what,
    measured: rate(measured),
    reference: rate(reference),
    unit: 'requests/s',
    target: { atLeast },
  })
  return [
    figure(
      'random profile, warm, against a bare route with the same bytes',
      ['profile', 'bytes'],
      0.85,
    ),
    {
      what: 'the same, 99th percentile',
      measured: p99('profile'),
      reference: p99('bytes'),
      unit: 'ms',
      target: { atMost: 1.5 },
    },
    figure('the same while one publication a second goes on', ['busy', 'bytes'], 0.7),
    figure(
      '304 by ETag, warm, against a bare route with the same ETags',
      ['notModified', 'bare304'],
      0.9,
    ),
    figure('list of 20 by a macro-region, warm, against its bytes', ['list', 'listBytes'], 0.8),
  ]
}

async function readAll(origin: string, paths: readonly string[]) {
  const etags: string[] = []
  let bytes = 0
  for (const path of paths) {
    const answer = await fetch(origin + path, { headers: { 'Accept-Encoding': 'identity' } })
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}.`)
    etags.push(answer.headers.get('etag') ?? '')
    bytes += (await answer.arrayBuffer()).byteLength
  }
  return { etags, meanBytes: bytes / paths.length }
}

async function unchanged(origin: string, paths: readonly string[], seconds: number) {
  const measured = await load({ origin, paths, seconds })
  if (measured.bytesPerAnswer > 2000) throw new Error('Not all of these answers were 304.')
  return measured
}
