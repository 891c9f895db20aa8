import type { CursorSeal } from '../../http/pagination.ts'
import { scopeOf } from '../../http/pagination.ts'

/** The path of a community's cross-references as its route has it. */
export const crossReferencesPath = '/communities/:community/cross-references'

const route = `/v1${crossReferencesPath}`

/** The address from which the cross-references that a profile has no room for can be read. */
function restOfReferences(
  seal: CursorSeal,
  { id, slug }: { id: string; slug: string },
  place: readonly unknown[],
  { locale }: { locale?: string | undefined },
): string {
  const address = new URLSearchParams({
    limit: '100',
    ...(locale === undefined ? {} : { locale }),
    cursor: seal.seal([...place], scopeOf(route, id, { locale })),
  })
  return `${route.replace(':community', slug)}?${address.toString()}`
}

/** A profile's JSON with the address of its further cross-references, where there are any. */
export function withRestOfReferences(
  seal: CursorSeal,
  row: { body: string; id: string; slug: string; rest: readonly unknown[] | null },
  query: { locale?: string | undefined },
): string {
  if (!row.rest) return row.body
  const next = JSON.stringify(restOfReferences(seal, row, row.rest, query))
  return `${row.body.slice(0, -1)},"crossReferencesNext":${next}}`
}
