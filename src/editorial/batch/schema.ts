import { z } from 'zod'
import { nearest } from '../../atlas/nearest.ts'
import { operations } from './operations.ts'

const [first, ...others] = operations

const names = operations.map(({ result }) => result.shape.operation.value)

/** The message for an order whose `operation` is none. */
function unknownOperation({ input }: { input?: unknown }): string {
  const given = z.object({ operation: z.string() }).safeParse(input).data?.operation
  return `Not one of ${names.join(', ')}.${given === undefined ? '' : nearest(given, names)}`
}

const BatchOperation = z
  .discriminatedUnion('operation', [first.order, ...others.map(({ order }) => order)], {
    error: (issue) => (issue.code === 'invalid_union' ? unknownOperation(issue) : undefined),
  })
  .meta({ id: 'BatchOperation' })

/** What to do, in this order, all of it or nothing. */
export const BatchOrder = z
  .strictObject({ operations: z.array(BatchOperation).min(1).max(100) })
  .meta({ id: 'BatchOrder' })

const BatchResult = z
  .discriminatedUnion('operation', [first.result, ...others.map(({ result }) => result)])
  .meta({ id: 'BatchResult' })

/** What each operation answered, in the order of the request. */
export const BatchResults = z.object({ results: z.array(BatchResult) }).meta({ id: 'BatchResults' })
