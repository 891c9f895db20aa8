import type { Content } from '../../atlas/content.ts'
import type { findRegions } from '../regions/service.ts'

export type KnownRegions = Awaited<ReturnType<typeof findRegions>>

/** What an item says that a community shall be. */
export interface Proposal {
  slug: string
  /** Where in what was sent it stands. */
  line: number
  /** The regions that it names, as it names them. */
  regions: string[]
  /** The bodies that it brings, as far as their language is known without looking. */
  texts: { locale: string; body: string }[]
  /**
   * The whole content of the community with it, given what it is now and what the regions are. Throws a `Refusal` or a
   * problem.
   */
  contentAfter: (existing: Content | null, regions: KnownRegions) => Content
}
