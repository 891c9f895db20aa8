import type { CheckName } from './schema.ts'

/** The request that mends something. */
export interface Mend {
  method: 'PATCH' | 'POST' | 'PUT'
  path: string
}

/** One thing in a draft that wants mending. */
export interface Finding {
  check: CheckName
  /** What tells it from others of the same check in the same draft; stays the same through other edits. */
  place: string
  section?: string | null
  reference?: string
  detail: string
  mend: Mend
}

/** The address of a community or of a part of it. */
export const pathOf = (slug: string, ...parts: string[]): string =>
  ['/v1/editorial/communities', slug, ...parts].join('/')

/** Where a finding stands among those of its draft. */
export const orderKey = ({ check, place }: Pick<Finding, 'check' | 'place'>): string =>
  `${check} ${place}`
