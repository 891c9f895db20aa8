const tickMs = 20

/**
 * Watches how late this process gets its turn: what a promise about time may be off by on a machine that stands still
 * now and then.
 */
export function watchLag() {
  let last = performance.now()
  let worst = 0
  const look = () => {
    const now = performance.now()
    worst = Math.max(worst, now - last - tickMs)
    last = now
  }
  const ticker = setInterval(look, tickMs)
  return {
    /** The longest wait so far, in milliseconds. */
    worstMs: (): number => {
      look()
      return worst
    },
    stop: () => clearInterval(ticker),
  }
}
