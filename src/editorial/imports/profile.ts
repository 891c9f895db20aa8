import type { z } from 'zod'
import { Content } from '../../atlas/content.ts'
import { applyPatch, contentFrom } from '../../atlas/editing/apply-patch.ts'
import { CommunityDraft } from '../../atlas/editing/content-patch.ts'
import type { Merged } from '../../atlas/editing/edit-fault.ts'
import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'

/** A whole profile, as a line of an import says it: the fields of a draft, its slug among them. */
export const ImportedProfile = CommunityDraft.extend({ slug: Content.shape.slug }).meta({
  id: 'ImportedProfile',
})
export type ImportedProfile = z.infer<typeof ImportedProfile>

/**
 * The content of a community once a profile replaces all of it: what the profile leaves out has its default, parts
 * keep the ids of what they match. Only slug, kind and default locale stay where nothing is said of them.
 */
export function profileContent(
  existing: Content | null,
  profile: ImportedProfile,
  kind: CommunityKind | null,
): Merged {
  const stated = profile.kind ?? kind ?? existing?.kind
  const whole = {
    ...profile,
    ...(stated ? { kind: stated } : {}),
    sections: (profile.sections ?? []).map((section) => ({ heading: null, ...section })),
    crossReferences: profile.crossReferences ?? [],
  }
  if (!existing) return contentFrom(whole)
  return applyPatch(bareOf(existing), { ...whole, slug: existing.slug })
}

/** A community with nothing left but what its parts can be recognised by. */
function bareOf({ slug, title, defaultLocale, sections, crossReferences }: Content): Content {
  return {
    ...Content.parse({ slug, title, defaultLocale }),
    sections: sections.map(({ id, slug: own, kind, heading }) => ({
      ...{ id, slug: own, kind, heading },
      ...{ body: '', images: [], translations: {} },
    })),
    crossReferences: crossReferences.map(({ id, relation, target }) => ({
      ...{ id, relation, target },
      ...{ section: null, quote: null, note: null },
    })),
  }
}
