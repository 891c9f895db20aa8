import { isDeepStrictEqual } from 'node:util'
import { Content } from '../../atlas/content.ts'
import type { RegionNames } from '../../atlas/document/document.ts'
import { type Notice, type ProfileDocument, parseDocument } from '../../atlas/document/document.ts'
import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'
import type { Actor, Authorship } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { Problem } from '../../problem.ts'
import { createDraft, saveRevision } from '../drafts/revising.ts'
import * as drafts from '../drafts/service.ts'
import { localeOf, mergeProfile, mergeTranslation, strayTranslations } from './merge.ts'

export interface ImportRequest {
  regions: RegionNames
  /** The kind of communities whose document states none. */
  kind: CommunityKind | null
  /** Whether to replace a draft that somebody edited since its last import. */
  overwrite: boolean
  /** Whether to store nothing and only say what would happen. */
  dryRun: boolean
  by: Actor
  now: Date
}

type ImportOutcome = 'created' | 'updated' | 'unchanged' | 'refused'

export interface ImportResult {
  outcome: ImportOutcome
  slug: string | null
  revision: number | null
  /** Why the document was refused; nothing of it is stored then. */
  errors: Notice[]
  warnings: Notice[]
}

/** Stores one document as a new revision of the community it is about. Refuses it whole or takes it whole. */
export async function importDocument(
  { prisma }: Pick<Database, 'prisma'>,
  bytes: Uint8Array,
  request: ImportRequest,
): Promise<ImportResult> {
  const parsed = parseDocument(bytes, request.regions)
  const { warnings } = parsed
  if (!parsed.ok) {
    return { outcome: 'refused', slug: null, revision: null, errors: parsed.errors, warnings }
  }
  const { document } = parsed
  try {
    const stored = await transactionally(prisma, (tx) => storeDocument(tx, document, request))
    return { ...stored, errors: [], warnings: [...warnings, ...stored.warnings] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return {
      outcome: 'refused',
      slug: document.slug,
      revision: null,
      errors: error.errors,
      warnings,
    }
  }
}

/** Undoes the transaction and carries the reasons out of it. */
class Refusal extends Error {
  readonly errors: Notice[]

  constructor(errors: Notice[]) {
    super('The document was refused.')
    this.errors = errors
  }
}

const refuse = (line: number, message: string) => new Refusal([{ line, message }])

type Stored = Omit<ImportResult, 'errors'>

async function storeDocument(
  tx: Db,
  document: ProfileDocument,
  request: ImportRequest,
): Promise<Stored> {
  const draft = await drafts.lockDraftIfAny(tx, document.slug, request.by)
  const existing = draft && (await drafts.getContent(tx, draft, draft.revision))
  const content = checked(contentAfter(existing, document, request), document)
  const { dryRun, overwrite, now } = request
  const by = { ...request.by, message: 'Imported from a document', now }
  if (!draft || !existing) {
    const revision = dryRun ? null : (await create(tx, content, by)).revision
    return { outcome: 'created', slug: content.slug, revision, warnings: [] }
  }
  const { slug, revision } = draft
  const warnings =
    slug === document.slug
      ? []
      : [{ line: 1, message: `“${document.slug}” is called “${slug}” now; it keeps that slug` }]
  if (isDeepStrictEqual(existing, content))
    return { outcome: 'unchanged', slug, revision, warnings }
  if (draft.importedRevision !== revision && !overwrite) {
    throw refuse(1, `“${slug}” was edited since its last import, in revision ${revision}`)
  }
  if (dryRun) return { outcome: 'updated', slug, revision, warnings }
  if (draft.trashedAt) throw refuse(1, `“${slug}” is in the trash`)
  const edited = await saveRevision(tx, draft, content, by, existing)
  await drafts.markImported(tx, edited)
  return { outcome: 'updated', slug, revision: edited.revision, warnings }
}

async function create(tx: Db, content: Content, by: Authorship) {
  try {
    const draft = await createDraft(tx, content, by)
    await drafts.markImported(tx, draft)
    return draft
  } catch (error) {
    if (error instanceof Problem) throw refuse(1, error.message)
    throw error
  }
}

function contentAfter(
  existing: Content | null,
  document: ProfileDocument,
  request: ImportRequest,
): unknown {
  const { slug } = document
  const locale = localeOf(document, existing)
  const translates = isTranslation(document)
  if (!existing && translates) {
    throw refuse(
      1,
      `there is no community “${slug}” to translate; a new one needs its regions stated`,
    )
  }
  if (!existing || locale === existing.defaultLocale) {
    return mergeProfile(existing, document, request.kind)
  }
  if (!translates) {
    const own = existing.defaultLocale
    throw refuse(
      1,
      `“${slug}” is written in “${own}”; a translation states its slug and locale only`,
    )
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
