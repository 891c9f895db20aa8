import { Content } from '../../atlas/content.ts'
import type { ProfileDocument } from '../../atlas/document/document.ts'
import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'
import { localeOf, mergeProfile, mergeTranslation, strayTranslations } from './merge.ts'
import type { Proposal } from './proposal.ts'
import { Refusal } from './refusal.ts'

/** What a document says of the community it is about. */
export const documentProposal = (
  document: ProfileDocument,
  kind: CommunityKind | null,
): Proposal => ({
  slug: document.slug,
  line: 1,
  // Its regions were looked up when it was read.
  regions: [],
  texts: [],
  contentAfter: (existing) => checked(contentAfter(existing, document, kind), document),
})

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
