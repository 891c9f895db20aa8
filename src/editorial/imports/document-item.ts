import { Content } from '../../atlas/content.ts'
import type { ProfileDocument } from '../../atlas/document/document.ts'
import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { localeOf, mergeProfile, mergeTranslation, strayTranslations } from './merge.ts'
import { Refusal } from './refusal.ts'
import { existingOf, type Stored, storeContent } from './storing.ts'

/** How documents and profiles are taken. */
export interface Taking {
  /** The kind of communities for which the import states none. */
  kind: CommunityKind | null
  /** Whether to replace a draft that somebody edited since its last import. */
  overwrite: boolean
}

/** Stores one document as a new revision of the community it is about. Throws a `Refusal` or a problem. */
export async function storeDocument(
  tx: Db,
  by: Authorship,
  document: ProfileDocument,
  { kind, overwrite }: Taking,
): Promise<Stored> {
  const { slug } = document
  const existing = await existingOf(tx, slug, by, 1)
  const content = checked(contentAfter(existing?.content ?? null, document, kind), document)
  return storeContent(tx, by, existing, content, { overwrite, line: 1, slug })
}

const refuse = (message: string) => new Refusal([{ line: 1, message }])

function contentAfter(
  existing: Content | null,
  document: ProfileDocument,
  kind: CommunityKind | null,
): unknown {
  const { slug } = document
  const locale = localeOf(document, existing)
  const translates = isTranslation(document)
  if (!existing && translates) {
    throw refuse(`there is no community “${slug}” to translate; a new one needs its regions stated`)
  }
  if (!existing || locale === existing.defaultLocale) {
    return mergeProfile(existing, document, kind)
  }
  if (!translates) {
    const own = existing.defaultLocale
    throw refuse(`“${slug}” is written in “${own}”; a translation states its slug and locale only`)
  }
  const strays = strayTranslations(existing, document)
  if (strays.length > 0) {
    throw new Refusal(
      strays.map(({ line, heading }) => ({ line, message: `“${heading}” translates no section` })),
    )
  }
  return mergeTranslation(existing, document, locale)
}

/** A document that says nothing but texts: the Markdown form always states regions, if only that there are none. */
const isTranslation = ({ form, regions }: ProfileDocument): boolean =>
  form === 'markdown' && regions === undefined

/** The content if it keeps every rule; each breach refuses the document, at the line of its section where it has one. */
function checked(content: unknown, { sections }: ProfileDocument): Content {
  const parsed = Content.safeParse(content)
  if (parsed.success) return parsed.data
  throw new Refusal(
    parsed.error.issues.map(({ path, message }) => {
      const line = path[0] === 'sections' ? (sections[Number(path[1])]?.line ?? 1) : 1
      return { line, message: `${path.join('.')}: ${message}` }
    }),
  )
}
