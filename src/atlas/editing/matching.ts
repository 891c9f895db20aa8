/**
 * What each item of a list names among the existing parts: by `id`, else as `isMeant` says. Ids take their parts
 * first, so that a slug which one item gives up can go to another; no part goes to two items without an id.
 */
export function matched<P extends { id: string }, I extends { id?: string | undefined }>(
  existing: readonly P[],
  items: readonly I[],
  isMeant: (item: I, part: P) => boolean,
): { item: I; part: P | null }[] {
  const byId = new Map(existing.map((part) => [part.id, part]))
  const named = new Set(items.map(({ id }) => id))
  const free = existing.filter(({ id }) => !named.has(id))
  return items.map((item) => {
    if (item.id !== undefined) return { item, part: byId.get(item.id) ?? null }
    const index = free.findIndex((part) => isMeant(item, part))
    return { item, part: (index >= 0 && free.splice(index, 1)[0]) || null }
  })
}

/** What a patch leaves of a field: absent keeps the former value. */
export const said = <T, F>(value: T | undefined, former: F): T | F =>
  value === undefined ? former : value

/** Some of the texts of a locale. */
export type Some<T> = { [N in keyof T]?: T[N] | undefined }

/** Texts by locale after a patch: each locale's are merged, null removes a locale, null for all removes all. */
export function mergedLocales<T extends object>(
  former: Record<string, T>,
  patch: Record<string, Some<T> | null> | null | undefined,
): Record<string, Some<T>> {
  if (patch === undefined) return former
  const merged = Object.entries({ ...(patch && former), ...patch })
  return Object.fromEntries(
    merged.flatMap(([locale, texts]) =>
      texts === null ? [] : [[locale, { ...former[locale], ...texts }]],
    ),
  )
}
