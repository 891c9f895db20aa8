import { historyBody } from '../../revisions/representation.ts'
import type { RegionContent } from '../content.ts'
import { contentOf, type RegionRow, type RevisionRow } from './service.ts'

/** A region as editors see it. */
export const regionBody = (region: RegionRow) => ({
  type: 'region' as const,
  id: region.id,
  ...contentOf(region),
  revision: region.revision,
  updatedAt: region.updatedAt?.toISOString() ?? null,
  updatedBy: region.updatedBy,
})

/** A revision of a region as it is listed. */
export const regionRevisionBody = ({ regionId: ownerId, ...row }: RevisionRow) =>
  historyBody({ ownerId, ...row })

/** A revision of a region with its content. */
export const regionRevisionWithContent = ({
  content,
  ...row
}: RevisionRow & { content: RegionContent }) => ({ ...regionRevisionBody(row), content })
