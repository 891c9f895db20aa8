import type { Atlas } from './atlases.ts'
import type { Server } from './processes.ts'

/** What a benchmark has at hand. */
export interface Stage {
  /** The atlases, from the smallest to the largest. */
  small: Atlas
  middle: Atlas
  large: Atlas
  /** The smallest atlas, served as usual. */
  warm: Server
  /** The smallest atlas, with nothing kept in memory. */
  cold: Server
  reference: Server
}
