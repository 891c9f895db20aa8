import { isUuid } from '../../atlas/slug.ts'

/** How the last part of an address names a resource. */
export type Reference = { id: string } | { slug: string }

export const readReference = (reference: string): Reference =>
  isUuid(reference) ? { id: reference.toLowerCase() } : { slug: reference }
