import {
  isScope,
  type RegionKind,
  regionKindValues,
} from '../../atlas/vocabularies/region-kinds.ts'
import type { Fault } from '../../problem.ts'
import type { RegionContent } from './content.ts'

/** What is around a region in the atlas, as far as its rules ask. */
export interface Surroundings {
  parent: { slug: string; kind: RegionKind } | null
  children: { slug: string; kind: RegionKind }[]
  /** The kind before the edit; null for a new region. */
  formerKind: RegionKind | null
  /** Whether communities name the region. */
  isUsed: boolean
  /** Whether another region is the world. */
  hasOtherWorld: boolean
}

/** Every rule of the tree of places that a region's content breaks. */
export function treeFaults({ kind }: RegionContent, around: Surroundings): Fault[] {
  return [
    ...parentFaults(kind, around.parent),
    ...around.children.flatMap((child): Fault[] =>
      !isScope(kind) && isWider(kind, child.kind)
        ? []
        : [kindFault('unfit-kind', `“${child.slug}”, a ${child.kind}, lies in it.`)],
    ),
    ...(kind === 'world' && around.hasOtherWorld
      ? [kindFault('second-world', 'There is one world only.')]
      : []),
    ...(around.isUsed && around.formerKind && isScope(around.formerKind) !== isScope(kind)
      ? [kindFault('in-use', 'Communities name it with roles that fit its kind as it is.')]
      : []),
  ]
}

function parentFaults(kind: RegionKind, parent: Surroundings['parent']): Fault[] {
  const isRoot = kind === 'world' || isScope(kind)
  const fault = (code: string, detail: string) => [{ pointer: '/parent', code, detail }]
  if (!parent) return isRoot ? [] : fault('required', `A ${kind} lies in another region.`)
  if (isRoot) return fault('unfit-parent', `A region of kind “${kind}” stands outside of others.`)
  if (!isScope(parent.kind) && isWider(parent.kind, kind)) return []
  return fault('unfit-parent', `A ${kind} cannot lie in a ${parent.kind} (“${parent.slug}”).`)
}

const kindFault = (code: string, detail: string): Fault => ({ pointer: '/kind', code, detail })

/** The vocabulary lists places from the widest to the narrowest. */
const isWider = (one: RegionKind, other: RegionKind): boolean =>
  regionKindValues.indexOf(one) < regionKindValues.indexOf(other)
