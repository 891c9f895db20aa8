interface Neighbour {
  id: string
  /** The community of the level before that it is reached from. */
  by: string
}

/** What is known around one end: how each community was reached, and which are the farthest. */
interface Side {
  reachedFrom: Map<string, string | null>
  frontier: string[]
}

const sideOf = (id: string): Side => ({ reachedFrom: new Map([[id, null]]), frontier: [id] })

/**
 * The ids along a shortest way of at most `maxHops` edges, or null. Searches from both ends, level by level, always
 * on the side with fewer communities to go on from, so that a hub is walked through last. Of several shortest ways
 * the same one is found each time, as neighbours come in the order of their ids.
 */
export async function shortestWay(
  from: string,
  to: string,
  maxHops: number,
  neighboursOf: (ids: readonly string[]) => Promise<Neighbour[]>,
): Promise<string[] | null> {
  if (from === to) return [from]
  const start = sideOf(from)
  const end = sideOf(to)
  for (let hops = 1; hops <= maxHops; hops += 1) {
    const [near, far] = start.frontier.length <= end.frontier.length ? [start, end] : [end, start]
    const found = await neighboursOf(near.frontier)
    const fresh = found.filter(({ id }) => !near.reachedFrom.has(id))
    for (const { id, by } of fresh) near.reachedFrom.set(id, by)
    near.frontier = fresh.map(({ id }) => id)
    const meeting = near.frontier.find((id) => far.reachedFrom.has(id))
    if (meeting !== undefined) {
      return [...trail(start, meeting).toReversed(), ...trail(end, meeting).slice(1)]
    }
    if (near.frontier.length === 0) return null
  }
  return null
}

/** From a community back to the end that the side began at. */
function trail({ reachedFrom }: Side, id: string): string[] {
  const before = reachedFrom.get(id) ?? null
  return before === null ? [id] : [id, ...trail({ reachedFrom, frontier: [] }, before)]
}
