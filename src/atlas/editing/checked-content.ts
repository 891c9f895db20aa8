import { z } from 'zod'
import { Content, ContentReference, ContentSection, referencesOf, sectionsOf } from '../content.ts'
import { checkContent } from '../content-rules.ts'
import type { EditFault, Merged } from './edit-fault.ts'
import { locatedFaults, pointerOf } from './located-faults.ts'

/**
 * The content after an edit if it keeps every rule, else all of its faults at once. The content `before` is known to
 * keep them, so that parts which the edit left alone are not looked at again, and stay the same objects.
 */
export function checkedContent(
  { document, faults, base = '' }: Merged,
  before?: Content,
): { content: Content } | { faults: EditFault[] } {
  if (before && faults.length === 0) {
    for (const part of [...before.sections, ...before.crossReferences]) sound.add(part)
    const edited = EditedContent.safeParse(document)
    if (edited.success) return { content: edited.data }
  }
  const parsed = Content.safeParse(document, { error: explain, reportInput: true })
  if (parsed.success && faults.length === 0) return { content: parsed.data }
  const found = locatedFaults(parsed.error?.issues ?? [])
    .map(({ path, code, detail }) => ({ pointer: pointerOf(path), code, detail }))
    .filter((fault) => !isSaid(fault, faults))
  return { faults: [...faults, ...found].map((fault) => relativeTo(base, fault)) }
}

/** Parts that keep the rules which concern them alone. */
const sound = new WeakSet<object>()

const Sound = <T extends ContentSection | ContentReference>() =>
  z.custom<T>((part) => typeof part === 'object' && part !== null && sound.has(part))

/** The same rules as those of `Content`, which explains faults better. */
const EditedContent = z
  .strictObject({
    ...Content.shape,
    sections: sectionsOf(z.union([Sound<ContentSection>(), ContentSection])),
    crossReferences: referencesOf(z.union([Sound<ContentReference>(), ContentReference])),
  })
  .superRefine(checkContent)

/** Whether a fault follows from one that is known: at the same place, or in an item that only seems to be new. */
const isSaid = ({ pointer, code }: EditFault, known: readonly EditFault[]): boolean =>
  known.some(
    (fault) =>
      fault.pointer === pointer ||
      (fault.code === 'unknown-id' &&
        code === 'required' &&
        pointer.startsWith(fault.pointer.slice(0, -'id'.length))),
  )

/** Who edits a part points into that part. What the edit breaks elsewhere is a fault of the edit as a whole. */
function relativeTo(base: string, { pointer, code, detail }: EditFault): EditFault {
  if (pointer === base || pointer.startsWith(`${base}/`)) {
    return { pointer: pointer.slice(base.length), code, detail }
  }
  return { pointer: '', code, detail: `${pointer} of the community: ${detail}` }
}

const explain = (issue: z.core.$ZodRawIssue): string | undefined =>
  issue.input === undefined ? 'This is required.' : undefined
