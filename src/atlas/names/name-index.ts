import { fold } from './fold.ts'

/** A name that a text may mention. `subject` is the caller's key: `community:<id>`, `region:<slug>`. */
export interface NameEntry {
  name: string
  /** The language of the name (BCP 47); null where it is looked for in texts of any language. */
  locale: string | null
  subject: string
}

/** The names of one locale in the order of their folded forms; the two lists run side by side. */
interface SortedNames {
  keys: string[]
  entries: NameEntry[]
}

/** Names by locale, ready to be found; null holds those of any language. */
export type NameIndex = ReadonlyMap<string | null, SortedNames>

/** An index over names; names that are blank are left out. A change needs a new one: 100,000 take 0.2 s. */
export function indexNames(names: Iterable<NameEntry>): NameIndex {
  const byLocale = new Map<string | null, NameEntry[]>()
  for (const entry of names) {
    const others = byLocale.get(entry.locale)
    if (others) others.push(entry)
    else byLocale.set(entry.locale, [entry])
  }
  return new Map([...byLocale].map(([locale, entries]) => [locale, sortNames(entries)]))
}

function sortNames(names: NameEntry[]): SortedNames {
  const keyed = names
    .map((entry) => ({ key: fold(entry.name).trim(), entry }))
    .filter(({ key }) => key !== '')
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { keys: keyed.map(({ key }) => key), entries: keyed.map(({ entry }) => entry) }
}

/** The position of the first key that is not below a wanted one, at or after `from`. */
export function firstAtOrAbove({ keys }: SortedNames, wanted: string, from: number): number {
  let low = from
  let high = from
  // Growing steps first: what comes next is mostly near, and a text asks this once a word.
  for (let step = 1; high < keys.length && (keys[high] ?? '') < wanted; step *= 2) {
    low = high + 1
    high += step
  }
  high = Math.min(high, keys.length)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') < wanted) low = middle + 1
    else high = middle
  }
  return low
}
