import { Content } from '../../atlas/content.ts'
import { isUuid } from '../../atlas/slug.ts'
import type { Db } from '../../database/database.ts'
import type { Draft, Prisma } from '../../generated/prisma/client.ts'

export type DraftRow = Draft

/** The draft that a reference means: its id, its slug or a slug it once had. */
export async function findDraft(db: Db, reference: string): Promise<DraftRow | null> {
  if (isUuid(reference)) return db.draft.findUnique({ where: { id: reference.toLowerCase() } })
  const address = await db.draftSlug.findUnique({
    where: { slug: reference },
    include: { draft: true },
  })
  return address?.draft ?? null
}

/** Reads a draft and keeps every other writer of it waiting until the transaction ends. */
export async function lockDraft(tx: Db, reference: string): Promise<DraftRow | null> {
  const draft = await findDraft(tx, reference)
  if (!draft) return null
  await tx.$queryRaw`SELECT 1 FROM editorial.draft WHERE id = ${draft.id}::uuid FOR UPDATE`
  return tx.draft.findUnique({ where: { id: draft.id } })
}

export async function findContent(
  db: Db,
  draftId: string,
  number: number,
): Promise<Content | null> {
  const row = await db.revision.findUnique({ where: { draftId_number: { draftId, number } } })
  return row && Content.parse(row.content)
}

/** False where another transaction took the slug first. */
export async function insertDraft(tx: Db, draft: Prisma.DraftCreateManyInput): Promise<boolean> {
  const { count } = await tx.draft.createMany({ data: [draft], skipDuplicates: true })
  return count === 1
}

export function getDraft(db: Db, id: string): Promise<DraftRow> {
  return db.draft.findUniqueOrThrow({ where: { id } })
}

export async function insertRevision(
  tx: Db,
  revision: Omit<Prisma.RevisionUncheckedCreateInput, 'content'> & { content: Content },
): Promise<void> {
  await tx.revision.create({
    data: { ...revision, content: revision.content as Prisma.InputJsonObject },
  })
}

export function markEdited(tx: Db, id: string, change: Prisma.DraftUncheckedUpdateInput) {
  return tx.draft.update({ where: { id }, data: { ...change, version: { increment: 1 } } })
}

/** Claims a slug for a draft, for good. Answers whose it is: another draft may have been first. */
export async function claimSlug(tx: Db, slug: string, draftId: string): Promise<string> {
  await tx.draftSlug.createMany({ data: [{ slug, draftId }], skipDuplicates: true })
  const owner = await tx.draftSlug.findUniqueOrThrow({ where: { slug } })
  return owner.draftId
}

export async function markImported(tx: Db, id: string, importedRevision: number): Promise<void> {
  await tx.draft.update({ where: { id }, data: { importedRevision } })
}

export const countDraftsNotBy = (db: Db, author: string): Promise<number> =>
  db.draft.count({ where: { updatedBy: { not: author } } })
