import { jsonObject } from '../projections.ts'

/** An edge `e` as JSON, its ends by their communities’ ids. */
export const graphEdgeJson = (relations: string): string =>
  jsonObject({
    type: `'cross_reference'`,
    id: 'e.id',
    relation: 'e.relation',
    label: `${relations} -> e.relation ->> 'label'`,
    from: 'e.from_id',
    to: 'e.to_id',
  })
