import { z } from 'zod'
import { manyOf } from './query.ts'

/** The parameter `fields=`: names of top-level fields to answer with. `type` and `id` always stay. */
export function fieldsOf(names: readonly string[]) {
  const known = [...new Set(['type', 'id', ...names])]
  return manyOf(z.enum(known), { max: known.length })
    .transform((fields) => [...new Set(['type', 'id', ...fields])])
    .meta({ description: 'The top-level fields to answer with. `type` and `id` always stay.' })
}
