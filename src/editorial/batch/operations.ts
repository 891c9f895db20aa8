import { communityOperations } from './community-operations.ts'
import { partOperations } from './part-operations.ts'
import { publicOperations } from './public-operations.ts'

/** Every operation that a batch may hold. Each is what the route of the same `operationId` does. */
export const operations = [...communityOperations, ...publicOperations, ...partOperations] as const
