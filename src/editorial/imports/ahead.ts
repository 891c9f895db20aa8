/** The same, each one already being made while the one before is worked on. */
export async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let coming = source.next()
  try {
    for (;;) {
      const { done, value } = await coming
      if (done) return
      coming = source.next()
      // Whoever waits for it is told; whoever stops before does not care.
      coming.catch(() => {})
      yield value
    }
  } finally {
    await source.return(undefined)
  }
}
