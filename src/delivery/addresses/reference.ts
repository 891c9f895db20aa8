import { isUuid } from '../../atlas/slug.ts'
import type { Parameters } from '../parameters.ts'

/** How the last part of an address names a resource. */
export type Reference = { id: string } | { slug: string }

export const readReference = (reference: string): Reference =>
  isUuid(reference) ? { id: reference.toLowerCase() } : { slug: reference }

/** The condition that a reference makes on the community or section `alias`. */
export const isReferredTo = (
  alias: string,
  reference: Reference,
  parameters: Parameters,
): string =>
  'id' in reference
    ? `${alias}.id = ${parameters.add(reference.id, 'uuid')}`
    : `${alias}.slug = ${parameters.add(reference.slug, 'text')}`
