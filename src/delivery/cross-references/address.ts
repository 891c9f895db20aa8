import type { CursorSeal } from '../../http/pagination.ts'

/** The path of a community's cross-references as its route has it. */
export const crossReferencesPath = '/communities/:community/cross-references'

const route = `/v1${crossReferencesPath}`

/** The address from which the cross-references that a profile has no room for can be read. */
export function restOfReferences(
  seal: CursorSeal,
  community: string,
  place: readonly unknown[],
  { locale }: { locale?: string | undefined },
): string {
  const scope = [route, { community }, locale === undefined ? {} : { locale }]
  const address = new URLSearchParams({
    limit: '100',
    ...(locale === undefined ? {} : { locale }),
    cursor: seal.seal([...place], scope),
  })
  return `${route.replace(':community', community)}?${address.toString()}`
}
