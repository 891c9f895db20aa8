import { z } from 'zod'

/** Raised when a line means something else than before. */
export const editorialSchemaVersion = 1

export const EditorialManifest = z.strictObject({
  type: z.literal('manifest'),
  editorial: z.literal(true),
  schemaVersion: z.literal(editorialSchemaVersion),
  /** The newest migration of the database that it was taken from. */
  migration: z.string(),
  /** How many rows there are of each table. */
  counts: z.record(z.string(), z.int().min(0)),
})
export type EditorialManifest = z.infer<typeof EditorialManifest>

/** A row of a table, column by column. */
export const EditorialRow = z.strictObject({
  type: z.literal('row'),
  table: z.string(),
  row: z.record(z.string(), z.unknown()),
})

export const EditorialEnd = z.strictObject({
  type: z.literal('end'),
  /** Of all lines before it, in hexadecimal. */
  sha256: z.string(),
})
