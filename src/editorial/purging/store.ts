import { z } from 'zod'
import type { Db } from '../../database/database.ts'

/** Lets this transaction, and no other, change what is immutable otherwise. */
export async function allowPurge(tx: Db): Promise<void> {
  // It goes through whole tables.
  await tx.$executeRaw`SET LOCAL statement_timeout = '60s'`
  await tx.$executeRaw`SELECT set_config('atlas.purge', 'on', true)`
}

/** Takes away what a revision says and why it was made; who made it and when stays. */
export async function purgeContent(
  tx: Db,
  draftId: string,
  number: number,
  purgedAt: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE editorial.revision SET content = NULL, message = NULL, purged_at = ${purgedAt}
    WHERE draft_id = ${draftId}::uuid AND number = ${number}`
}

export const countSchedulesOf = (tx: Db, draftId: string, revision: number): Promise<number> =>
  tx.schedule.count({ where: { draftId, revision } })

/** The ids of keys of that name that can still be used. */
export async function listLivingKeys(tx: Db, name: string, now: Date): Promise<string[]> {
  const rows = await tx.apiKey.findMany({
    where: { name, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ id }) => id)
}

/** Puts another name in place of an author's wherever who did something is kept. Answers how many rows it changed. */
export async function replaceAuthor(tx: Db, name: string, replacement: string) {
  // One statement after another: a transaction has one connection.
  return {
    revisions:
      await tx.$executeRaw`UPDATE editorial.revision SET author = ${replacement} WHERE author = ${name}`,
    regionRevisions:
      await tx.$executeRaw`UPDATE editorial.region_revision SET author = ${replacement} WHERE author = ${name}`,
    drafts: await tx.$executeRaw`
      UPDATE editorial.draft SET
        created_by = CASE created_by WHEN ${name} THEN ${replacement} ELSE created_by END,
        updated_by = CASE updated_by WHEN ${name} THEN ${replacement} ELSE updated_by END
      WHERE ${name} IN (created_by, updated_by)`,
    reviews:
      await tx.$executeRaw`UPDATE editorial.review SET author = ${replacement} WHERE author = ${name}`,
    schedules:
      await tx.$executeRaw`UPDATE editorial.schedule SET created_by = ${replacement} WHERE created_by = ${name}`,
    previewLinks:
      await tx.$executeRaw`UPDATE editorial.preview_link SET created_by = ${replacement} WHERE created_by = ${name}`,
    rejections: await tx.$executeRaw`
      UPDATE editorial.rejected_suggestion SET rejected_by = ${replacement} WHERE rejected_by = ${name}`,
    auditEntries:
      await tx.$executeRaw`UPDATE editorial.audit_entry SET actor = ${replacement} WHERE actor = ${name}`,
    keys: await tx.$executeRaw`
      UPDATE editorial.api_key SET
        name = CASE name WHEN ${name} THEN ${replacement} ELSE name END,
        created_by = CASE created_by WHEN ${name} THEN ${replacement} ELSE created_by END
      WHERE ${name} IN (name, created_by)`,
    webhooks:
      await tx.$executeRaw`UPDATE editorial.webhook SET created_by = ${replacement} WHERE created_by = ${name}`,
  }
}

/** Puts another name in place of one, as a whole word, in what editors wrote to each other. Answers how many texts. */
export async function replaceInMessages(
  tx: Db,
  name: string,
  replacement: string,
): Promise<number> {
  const pattern = `(?<!\\w)${name.replace(/[^\p{L}\p{N}\s]/gu, '\\$&')}(?!\\w)`
  const literal = replacement.replaceAll('\\', '\\\\')
  const revisions = await tx.$executeRaw`
    UPDATE editorial.revision SET message = regexp_replace(message, ${pattern}, ${literal}, 'g')
    WHERE message ~ ${pattern}`
  const regionRevisions = await tx.$executeRaw`
    UPDATE editorial.region_revision SET message = regexp_replace(message, ${pattern}, ${literal}, 'g')
    WHERE message ~ ${pattern}`
  const comments = await tx.$executeRaw`
    UPDATE editorial.review SET comment = regexp_replace(comment, ${pattern}, ${literal}, 'g')
    WHERE comment ~ ${pattern}`
  return revisions + regionRevisions + comments
}

/**
 * Forgets the kept answers in which one of these words stands: of requests with an `Idempotency-Key`, and of imports.
 * An import that is under way loses single items only, which it would do again if it were resumed.
 */
export async function deleteAnswersWith(tx: Db, words: string[]): Promise<number> {
  // As whole JSON strings: a short slug stands inside many words.
  const written = words.map((word) => JSON.stringify(word))
  const answers = await tx.$executeRaw`
    DELETE FROM editorial.idempotent_answer a WHERE EXISTS (
      SELECT 1 FROM unnest(${written}::text[]) AS w(word) WHERE position(convert_to(w.word, 'UTF8') IN a.body) > 0)`
  const runs = await tx.$executeRaw`
    DELETE FROM editorial.import_run r WHERE r.finished_at IS NOT NULL AND EXISTS (
      SELECT 1 FROM editorial.import_item i, unnest(${written}::text[]) AS w(word)
      WHERE i.run_id = r.id AND strpos(i.result::text, w.word) > 0)`
  const items = await tx.$executeRaw`
    DELETE FROM editorial.import_item i WHERE EXISTS (
      SELECT 1 FROM unnest(${written}::text[]) AS w(word) WHERE strpos(i.result::text, w.word) > 0)`
  return answers + runs + items
}

/** Every address that a draft ever had. */
export async function listSlugsOf(tx: Db, draftId: string): Promise<string[]> {
  const rows = await tx.$queryRaw`
    SELECT slug FROM editorial.draft_slug WHERE draft_id = ${draftId}::uuid ORDER BY slug`
  return z
    .array(z.object({ slug: z.string() }))
    .parse(rows)
    .map(({ slug }) => slug)
}
