import type { Content } from '../content.ts'
import { slugFrom } from '../slug.ts'
import type { CommunityDraft, CommunityPatch } from './content-patch.ts'
import { type Merged, noSlug } from './edit-fault.ts'
import { mergedLocales } from './matching.ts'
import { followRenamed, mergeReferences } from './references.ts'
import { mergeSections } from './sections.ts'

/** A community with a patch merged into it, not yet validated. Parts that the patch lists keep their ids. */
export const applyPatch = (existing: Content, patch: CommunityPatch): Merged =>
  merge(existing, patch)

/** The document of a new community, not yet validated; its slug is made from the title where it states none. */
export function contentFrom(draft: CommunityDraft): Merged {
  const slug = draft.slug ?? slugFrom(draft.title)
  const { document, faults } = merge(null, { ...draft, slug })
  return { document, faults: slug === '' ? [noSlug('', draft.title), ...faults] : faults }
}

function merge(existing: Content | null, patch: CommunityPatch): Merged {
  const { sections: items, crossReferences: references, translations, ...fields } = patch
  const { sections, renamed, faults } =
    items === undefined ? untouched(existing) : mergeSections(existing?.sections ?? [], items ?? [])
  const standing = followRenamed(existing?.crossReferences ?? [], renamed)
  const { crossReferences, faults: more } =
    references === undefined
      ? { crossReferences: standing, faults: [] }
      : mergeReferences(standing, references ?? [])
  const document = {
    ...existing,
    ...withDefaults(fields),
    sections,
    crossReferences,
    translations: mergedLocales(existing?.translations ?? {}, translations),
  }
  return { document, faults: [...faults, ...more] }
}

const untouched = (existing: Content | null) => ({
  sections: existing?.sections ?? [],
  renamed: new Map<string, string>(),
  faults: [],
})

/** What is null has no value of its own; validation then puts the default there. */
const withDefaults = (fields: object) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value ?? undefined]),
  )
