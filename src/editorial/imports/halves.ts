/**
 * Does something with many items at once. Where that is refused it is done with each half, and so on until the refused
 * item is alone; `alone` says what becomes of it then. Gives the results in order, each part as it is done; throws what
 * is no refusal.
 */
export async function* inHalves<Item, Result>(
  items: readonly Item[],
  together: (items: readonly Item[]) => Promise<Result[]>,
  isRefusal: (error: unknown) => boolean,
  alone: (item: Item, error: unknown) => Promise<Result[]>,
): AsyncGenerator<Result[]> {
  const [first, ...others] = items
  if (first === undefined) return
  try {
    yield await together(items)
    return
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (others.length === 0) {
      yield await alone(first, error)
      return
    }
  }
  const middle = Math.ceil(items.length / 2)
  yield* inHalves(items.slice(0, middle), together, isRefusal, alone)
  yield* inHalves(items.slice(middle), together, isRefusal, alone)
}
