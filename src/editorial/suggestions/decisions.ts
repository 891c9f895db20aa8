import type { Content, ContentReference } from '../../atlas/content.ts'
import { roleFits } from '../../atlas/content-rules.ts'
import type { Merged } from '../../atlas/editing/edit-fault.ts'
import { newId } from '../../atlas/identity.ts'
import { isScope } from '../../atlas/vocabularies/region-kinds.ts'
import type { RegionRole } from '../../atlas/vocabularies/region-roles.ts'
import type { Relation } from '../../atlas/vocabularies/relations.ts'
import type { Fault } from '../../problem.ts'
import type { Decisions } from './schema.ts'
import type { Suggestion, Suggestions } from './service.ts'
import type { RegionTarget } from './view.ts'

type Acceptance = Decisions['accept'][number]

/** What a text that says a name does, and no more than that. */
export const proposedRelation = 'mentions' satisfies Relation

export const proposedRole = ({ kind }: RegionTarget): RegionRole =>
  isScope(kind) ? 'scope' : 'present'

/** Everything that is wrong with what somebody decided about the suggestions of a draft. */
export function faultsOf(
  { accept, reject }: Decisions,
  open: ReadonlyMap<string, Suggestion>,
  rejected: ReadonlySet<string>,
): Fault[] {
  const ids = [...accept.map(({ id }) => id), ...reject]
  const given = (index: number) => ids.indexOf(ids[index] ?? '') === index
  return [
    ...accept.flatMap((acceptance, index): Fault[] => {
      const pointer = `/accept/${index}`
      const suggestion = open.get(acceptance.id)
      if (!suggestion) return [unknown(`${pointer}/id`, acceptance.id)]
      if (!given(index)) return [duplicate(`${pointer}/id`, acceptance.id)]
      return misfits(acceptance, suggestion, pointer)
    }),
    ...reject.flatMap((id, index): Fault[] => {
      const pointer = `/reject/${index}`
      // Who rejects again what was rejected already gets what they wanted.
      if (!open.has(id) && !rejected.has(id)) return [unknown(pointer, id)]
      return given(accept.length + index) ? [] : [duplicate(pointer, id)]
    }),
  ]
}

function misfits({ relation, role }: Acceptance, { target }: Suggestion, pointer: string): Fault[] {
  if (target.type === 'community') {
    return role === undefined ? [] : [unfit(`${pointer}/role`, 'A cross-reference has no role.')]
  }
  if (relation !== undefined) {
    return [unfit(`${pointer}/relation`, 'A region has a role, not a relation.')]
  }
  if (role === undefined || roleFits(role, target.kind)) return []
  const detail = `The role “${role}” does not fit a region of kind “${target.kind}”.`
  return [{ pointer: `${pointer}/role`, code: 'unfit-role', detail }]
}

const unknown = (pointer: string, id: string): Fault => ({
  pointer,
  code: 'unknown-suggestion',
  detail: `There is no suggestion “${id}”, or not any more. Read the suggestions again.`,
})

const duplicate = (pointer: string, id: string): Fault => ({
  pointer,
  code: 'duplicate',
  detail: `The suggestion “${id}” is decided twice.`,
})

const unfit = (pointer: string, detail: string): Fault => ({
  pointer,
  code: 'unfit-property',
  detail,
})

/** The content with the cross-references and regions that were accepted. */
export function accepted(
  content: Content,
  accept: Decisions['accept'],
  open: ReadonlyMap<string, Suggestion>,
): Merged {
  const regions: Content['regions'] = [...content.regions]
  const crossReferences = [...content.crossReferences]
  for (const { id, relation = proposedRelation, role } of accept) {
    const suggestion = open.get(id)
    if (!suggestion) continue
    const { target, place } = suggestion
    if (target.type === 'region') {
      regions.push({ region: target.slug, role: role ?? proposedRole(target) })
    } else crossReferences.push(referenceTo(target.slug, relation, place))
  }
  // No part of the content is in the request, so whatever it breaks there is a fault of the request as a whole.
  return { document: { ...content, regions, crossReferences }, faults: [], base: '/accept' }
}

function referenceTo(
  community: string,
  relation: ContentReference['relation'],
  { section, quote }: Suggestion['place'],
): ContentReference {
  return { id: newId(), relation, target: { community }, section, quote, note: null }
}

export const byId = ({ open }: Suggestions): Map<string, Suggestion> =>
  new Map(open.map((suggestion) => [suggestion.id, suggestion]))
