import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import type { DraftRow } from '../drafts/service.ts'

/** Who writes and when. */
interface Stamp {
  updatedAt: Date
  updatedBy: string
}

/** Lets every slug that a draft ever had mean another one. */
export async function moveSlugs(tx: Db, fromId: string, toId: string): Promise<void> {
  await tx.draftSlug.updateMany({ where: { draftId: fromId }, data: { draftId: toId } })
}

/** Notes that a draft, and all that were merged into it before, are part of another one and in the trash. */
export async function markMerged(
  tx: Db,
  source: Pick<DraftRow, 'id'>,
  targetId: string,
  trashedAt: Date,
  stamp: Stamp,
): Promise<DraftRow> {
  await tx.draft.updateMany({
    where: { mergedIntoId: source.id },
    data: { mergedIntoId: targetId, version: { increment: 1 } },
  })
  const { id } = source
  return tx.draft.update({
    where: { id },
    // Its slugs are the target's now, who may take one up again; its id stands in.
    data: { ...stamp, slug: id, mergedIntoId: targetId, trashedAt, version: { increment: 1 } },
  })
}

/**
 * Raises the version of the target above any that the source ever had: who read the source and writes to its old slug
 * must not pass for somebody who has read the target.
 */
export function raiseVersion(
  tx: Db,
  target: Pick<DraftRow, 'id' | 'version'>,
  source: Pick<DraftRow, 'version'>,
  stamp: Stamp,
): Promise<DraftRow> {
  const version = Math.max(target.version, source.version) + 1
  return tx.draft.update({ where: { id: target.id }, data: { ...stamp, version } })
}

/** The communities that references mean after every merger, by the reference; unknown ones are left out. */
export async function listMeanings(tx: Db, references: string[]): Promise<Map<string, string>> {
  if (references.length === 0) return new Map()
  const rows = await tx.$queryRaw`
    SELECT w.reference, COALESCE(d.merged_into_id, d.id)::text AS id FROM unnest(${references}::text[]) AS w(reference)
    LEFT JOIN editorial.draft_slug s ON s.slug = w.reference
    JOIN editorial.draft d ON d.id = s.draft_id OR d.id::text = lower(w.reference)`
  const found = z.array(z.object({ reference: z.string(), id: z.string() })).parse(rows)
  return new Map(found.map(({ reference, id }) => [reference, id]))
}
