import { createHash } from 'node:crypto'
import { orderKey } from './finding.ts'
import type { Checked } from './service.ts'

/** One thing that wants mending, with the community it is in. */
export function checkBody({ draft, finding }: Checked) {
  const { id, slug, title, status } = draft
  const { check, section, reference, detail, mend } = finding
  return {
    type: 'check' as const,
    id: createHash('sha256')
      .update(`${id} ${orderKey(finding)}`)
      .digest('base64url')
      .slice(0, 22),
    check,
    community: { type: 'community' as const, id, slug, title, status },
    ...(section === undefined ? {} : { section }),
    ...(reference === undefined ? {} : { reference }),
    detail,
    mend,
  }
}
