/** What a webhook can be told of: the feed’s changes by what changed, and how. */
export const eventTypes = [
  'community.published',
  'community.updated',
  'community.withdrawn',
  'community.renamed',
  'community.merged',
  'region.published',
  'region.updated',
  'region.withdrawn',
  'region.renamed',
  'region.merged',
] as const

/** What an admin sends to see whether events arrive. */
export const pingEvent = 'ping'
