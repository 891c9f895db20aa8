import type { Content } from '../../atlas/content.ts'
import { type Finding, type Mend, pathOf } from './finding.ts'
import type { LostTarget } from './lost-target.ts'
import type { CheckedDraft, WrittenTarget } from './store.ts'
import { type Link, linksOf, writtenTarget } from './targets.ts'

type Lose = (target: WrittenTarget) => LostTarget | null

/** Cross-references and links of a draft whose target the public cannot follow. */
export const targetFindings = ({ slug, content }: CheckedDraft, lose: Lose): Finding[] => [
  ...content.crossReferences.flatMap((reference) => ofReference(slug, reference, lose)),
  ...linksOf(content).flatMap((link) => ofLink(slug, link, lose)),
]

function ofReference(
  slug: string,
  reference: Content['crossReferences'][number],
  lose: Lose,
): Finding[] {
  const target = writtenTarget(reference)
  const lost = target && lose(target)
  if (!lost) return []
  const { id, section } = reference
  const edit: Mend = { method: 'PATCH', path: pathOf(slug, 'cross-references', id) }
  const { reason, detail } = lost
  return [
    {
      check: `${reason}-target`,
      place: id,
      section,
      reference: id,
      detail,
      mend: publicationOf(lost) ?? edit,
    },
  ]
}

function ofLink(slug: string, { section, sectionId, slug: linked }: Link, lose: Lose): Finding[] {
  const lost = lose({ community: linked, section: null })
  if (!lost) return []
  const { reason } = lost
  return [
    {
      check: reason === 'unknown' ? 'dead-link' : `${reason}-target`,
      place: `${sectionId} ${linked}`,
      section,
      detail: `[[${linked}]]: ${lost.detail}`,
      mend: publicationOf(lost) ?? { method: 'PATCH', path: pathOf(slug, 'sections', section) },
    },
  ]
}

/** What is only not published yet needs no edit here. */
const publicationOf = ({ unpublished }: LostTarget): Mend | null =>
  unpublished === undefined ? null : { method: 'POST', path: pathOf(unpublished, 'publication') }
