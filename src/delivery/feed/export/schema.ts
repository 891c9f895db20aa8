import { z } from 'zod'
import { queryOf } from '../../../http/query.ts'
import { Timestamp } from '../../schema.ts'
import { bodyFormat } from '../../sections/schema.ts'
import { WholeResource } from '../whole.ts'

/** Raised when a line means something else than before. */
export const exportSchemaVersion = 1

const count = z.int().min(0)

const ExportManifest = z
  .object({
    type: z.literal('manifest'),
    schemaVersion: z.literal(exportSchemaVersion),
    counts: z.object({ regions: count, communities: count }),
    at: Timestamp.nullable().meta({
      description: 'The last change that is in it; null where nothing ever changed.',
    }),
  })
  .meta({ id: 'ExportManifest' })

const ExportEnd = z
  .object({
    type: z.literal('end'),
    cursor: z
      .string()
      .meta({ description: 'Where to go on with `/v1/changes`, with any filters.' }),
  })
  .meta({ id: 'ExportEnd' })

/** One line: the manifest, then every region (parents first), then every community, then the end. */
export const ExportLine = z
  .discriminatedUnion('type', [ExportManifest, ...WholeResource.options, ExportEnd])
  .meta({ id: 'ExportLine' })

export const ExportQuery = queryOf({ bodyFormat })
