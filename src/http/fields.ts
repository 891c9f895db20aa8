import { z } from 'zod'
import { manyOf } from './query.ts'

/** The parameter `fields=`: names of top-level fields to answer with. `type` and `id` always stay. */
export const fieldsOf = (names: readonly string[]) =>
  manyOf(z.enum(names), { max: names.length + 2 })
    .transform((fields) => [...new Set(['type', 'id', ...fields])])
    .meta({ description: 'The top-level fields to answer with. `type` and `id` always stay.' })
