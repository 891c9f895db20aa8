import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../content.ts'

type Part = { id: string } & Record<string, unknown>

/**
 * Which places of a community's content an edit changed, as pointers that name sections and cross-references by id:
 * `/title`, `/sections/{id}/translations/es/body`, `/crossReferences/{id}`; `/sections` where order or members did.
 * Of a first revision: the fields that are set.
 */
export function changedPaths(before: Content | null, after: Content): string[] {
  if (!before) {
    return Object.entries(after).flatMap(([name, value]) => (isEmpty(value) ? [] : [`/${name}`]))
  }
  const { sections, crossReferences, ...fields } = after
  const { sections: oldSections, crossReferences: oldReferences, ...oldFields } = before
  return [
    ...changedFields('', oldFields, fields),
    ...changedMembers('/sections', oldSections, sections, changedFields),
    ...changedMembers('/crossReferences', oldReferences, crossReferences, (path) => [path]),
  ]
}

/** The ids of the sections and cross-references that are new or say something else than before, wherever they stand. */
export function changedParts(before: Content | null, after: Content): Set<string> {
  return new Set([
    ...changedIds(before?.sections ?? [], after.sections),
    ...changedIds(before?.crossReferences ?? [], after.crossReferences),
  ])
}

function changedIds(before: Part[], after: Part[]): string[] {
  const former = byId(before)
  return after.flatMap((part) => (isDeepStrictEqual(former.get(part.id), part) ? [] : [part.id]))
}

type PathsWithin = (path: string, before: object, after: object) => string[]

function changedMembers(path: string, before: Part[], after: Part[], within: PathsWithin) {
  const [former, present] = [byId(before), byId(after)]
  const moved = !isDeepStrictEqual([...former.keys()], [...present.keys()])
  const changed = [...new Map([...present, ...former]).keys()].flatMap((id) => {
    const [one, other] = [former.get(id), present.get(id)]
    if (isDeepStrictEqual(one, other)) return []
    return one && other ? within(`${path}/${id}`, one, other) : [`${path}/${id}`]
  })
  return moved ? [path, ...changed] : changed
}

const byId = (parts: Part[]) => new Map(parts.map((part) => [part.id, part]))

function changedFields(path: string, before: object, after: object): string[] {
  const [former, present] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Map([...present, ...former]).keys()].flatMap((name) => {
    const [one, other]: unknown[] = [former.get(name), present.get(name)]
    if (isDeepStrictEqual(one, other)) return []
    return isRecord(one) && isRecord(other)
      ? changedFields(`${path}/${name}`, one, other)
      : [`${path}/${name}`]
  })
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0)
