import * as changes from './changes/store.ts'

/** For a transaction that publishes after it held drafts: this lock comes before any draft's, everywhere. */
export const { lockPublishing } = changes
