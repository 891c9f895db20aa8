import { proposedRelation, proposedRole } from './decisions.ts'
import type { Suggestion } from './service.ts'
import type { Target } from './view.ts'

/** A suggestion with what it proposes. */
export function suggestionBody({ id, target, place, occurrences }: Suggestion) {
  const { field, section, locale, quote, start, end } = place
  const isRegion = target.type === 'region'
  return {
    type: 'suggestion' as const,
    id,
    kind: isRegion ? ('region' as const) : ('cross_reference' as const),
    relation: isRegion ? null : proposedRelation,
    target: targetBody(target),
    field,
    section,
    locale,
    quote,
    start,
    end,
    occurrences,
  }
}

function targetBody(target: Target) {
  if (target.type === 'community') return target
  const { type, id, slug, name } = target
  return { type, id, slug, name, role: proposedRole(target) }
}
