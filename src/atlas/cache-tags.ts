/**
 * The tags that say what an answer depends on; a publication names the ones it affects. Twelve hexadecimal digits
 * of an id's random part keep the header short; a collision would only refresh an answer too many.
 */
const short = (id: string): string => id.slice(-12)

/** Whatever shows the community itself. */
export const communityTag = (id: string): string => `c-${short(id)}`

/** The answer about a region: its counts and its children. */
export const regionTag = (id: string): string => `r-${short(id)}`

/** Every answer that shows the region's name or codes. */
export const regionNameTag = (id: string): string => `n-${short(id)}`

/** Every list, count and facet of communities. */
export const communitiesTag = 'communities'

/** Every list of regions. */
export const regionsTag = 'regions'
