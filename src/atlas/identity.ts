import { v7 } from 'uuid'

/** A new UUIDv7 (RFC 9562): grows with time, so that ids of one kind sort by creation. */
export const newId = (): string => v7()
