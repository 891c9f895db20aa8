/** `culture-atlas/client`: what integrators import. */
export { Atlas, type AtlasSettings, createAtlas } from './atlas.ts'
export { CursorExpired, type FeedPage, type FollowedChange } from './changes.ts'
export { IncompleteDump } from './dump.ts'
export type * from './generated/types.gen.ts'
export { eachOf } from './pages.ts'
export { AtlasProblem, type ProblemName } from './problem.ts'
export type { RetryPolicy } from './retries.ts'
export { UnverifiedWebhook, type VerifiedWebhook, verifyWebhook } from './webhooks.ts'
