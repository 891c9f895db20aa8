import { jsonObject } from '../projections.ts'
import { labelOf } from '../relations.ts'

/** An edge `e` as JSON, its ends by their communities’ ids. */
export const graphEdgeJson: string = jsonObject({
  type: `'cross_reference'`,
  id: 'e.id',
  relation: 'e.relation',
  label: labelOf('e.relation'),
  from: 'e.from_id',
  to: 'e.to_id',
})
