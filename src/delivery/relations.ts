import { relations } from '../atlas/vocabularies/relations.ts'

const constant = (field: 'label' | 'inverse'): string => {
  const values = Object.entries(relations).map(([name, relation]) => [name, relation[field]])
  return `'${JSON.stringify(Object.fromEntries(values)).replaceAll("'", "''")}'::jsonb`
}

// Part of the statements, so that Postgres reads them when it plans, not each time.
const labels = constant('label')
const inverses = constant('inverse')

/** What the relation in an SQL expression is called, as JSON. */
export const labelOf = (relation: string): string => `${labels} -> (${relation})`

/** The relation in an SQL expression read from its other end; NULL where it leads outside the atlas. */
export const inverseOf = (relation: string): string => `${inverses} ->> (${relation})`
