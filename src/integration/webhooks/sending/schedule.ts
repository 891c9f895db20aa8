/** How long a receiver may ask to be left alone. */
export const longestPeaceMs = 86_400_000

/** When to try again what did not arrive. */
export interface RetryPlan {
  /** The pause after each try. */
  pausesMs: readonly number[]
  /** From 0 to below 1; spreads out what failed together. */
  random: () => number
}

/**
 * How long to wait before the next try, null where there is none. Up to a tenth is added by chance, and a receiver may
 * ask for more, up to a day.
 */
export function pauseAfter(
  { pausesMs, random }: RetryPlan,
  triesMade: number,
  retryAfterMs: number | null,
): number | null {
  const planned = pausesMs[triesMade - 1]
  if (planned === undefined) return null
  return Math.max(planned * (1 + random() / 10), Math.min(retryAfterMs ?? 0, longestPeaceMs))
}
