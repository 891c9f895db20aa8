import { relations } from '../atlas/vocabularies/relations.ts'

/** The labels and inverses of all relations, as a JSON parameter for statements that read edges from one end. */
export const relationParameter: string = JSON.stringify(
  Object.fromEntries(
    Object.entries(relations).map(([name, { label, inverse }]) => [name, { label, inverse }]),
  ),
)
