/** How often each candidate has its turn; the first times warm up. */
interface Rounds {
  counted: number
  /** A server that has just started compiles while it answers, the more seldom it is asked the longer. */
  warmUps: number
  /** How long a turn lasts, where it is the candidate that ends it. */
  seconds: number
}

/** Of questions that are put one after the other. */
export const timing: Rounds = { counted: 3, warmUps: 2, seconds: 5 }

/** Of loads: many short ones, as a machine that others share changes its pace by half within seconds. */
export const loading: Rounds = { counted: 9, warmUps: 4, seconds: 2 }

/** The value in the middle. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The value that this part of all is not above. */
export const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)] ?? Number.NaN

/** Runs every candidate once a round, so that whatever else the machine does falls on all alike; the first ones warm up. */
export async function interleave<Name extends string, Sample>(
  candidates: Record<Name, (seconds: number) => Promise<Sample>>,
  { counted, warmUps, seconds }: Rounds = timing,
): Promise<Record<Name, Sample[]>> {
  const samples = {} as Record<Name, Sample[]>
  for (let round = 0; round < warmUps + counted; round += 1) {
    for (const name of Object.keys(candidates) as Name[]) {
      const sample = await candidates[name](seconds)
      if (round >= warmUps) samples[name] = [...(samples[name] ?? []), sample]
    }
  }
  return samples
}
