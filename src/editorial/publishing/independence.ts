/** What decides whether communities can be shown together. */
export interface Naming {
  /** By what documents may name it. */
  names: readonly string[]
  /** What its own document names. */
  written: readonly string[]
  /** Whether it never was public. */
  isNew: boolean
}

/**
 * Parts communities, in their order, into runs that can be shown by the same statements with the effect of one after
 * another. Those that name each other stand apart, unless both are new: of these nobody has seen anything before, so
 * all that differs is which of two rows of the feed tells of the link between them.
 */
export function independentRuns<T>(items: readonly T[], namingOf: (item: T) => Naming): T[][] {
  const runs: T[][] = []
  let run = new Run()
  let members: T[] = []
  for (const item of items) {
    const naming = namingOf(item)
    if (members.length === 0 || !run.isApartFrom(naming)) {
      run = new Run()
      members = []
      runs.push(members)
    }
    run.add(naming)
    members.push(item)
  }
  return runs
}

class Run {
  readonly #named = new Map<string, boolean>()
  readonly #written = new Map<string, boolean>()

  /** Whether it has nothing to do with the members, or is as new as those with whom it has. */
  isApartFrom({ names, written, isNew }: Naming): boolean {
    const met = [
      ...names.flatMap((name) => this.#written.get(name) ?? []),
      ...written.flatMap((name) => this.#named.get(name) ?? []),
    ]
    return met.every((otherIsNew) => isNew && otherIsNew)
  }

  add({ names, written, isNew }: Naming): void {
    for (const name of names) this.#named.set(name, isNew)
    for (const name of written) this.#written.set(name, isNew && this.#written.get(name) !== false)
  }
}
