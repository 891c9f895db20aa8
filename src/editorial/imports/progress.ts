import type { Database } from '../../database/database.ts'
import { sortSearchTexts } from '../publishing/search/service.ts'
import { ahead } from './ahead.ts'
import { importChunk } from './chunk.ts'
import { chunksOf } from './chunks.ts'
import type { Import, Item } from './item.ts'
import { withReadings } from './reading.ts'
import { markFinished } from './runs.ts'
import { ImportItem, ImportLine } from './schema.ts'
import { count, newSummary } from './summary.ts'

/** Imports one document. */
export async function importOne(database: Database, item: Item, options: Import) {
  const items: ImportItem[] = []
  const summary = newSummary()
  for await (const results of importChunk(database, [item], options)) {
    for (const result of results) {
      items.push(ImportItem.parse(result))
      count(summary, result)
    }
  }
  await finish(database, options)
  return { items, summary }
}

/** What the caller of an import in progress is told of. */
interface Events {
  /** Resolves once readers see what was stored. */
  stored: () => Promise<void>
  failed: (error: unknown) => void
}

/**
 * Imports items, a chunk when the lines about the one before were taken. What has no words for the caller ends it with
 * a line that says from where on nothing was done.
 */
export async function* importAll(
  database: Database,
  items: AsyncIterable<Item>,
  options: Import,
  { stored, failed }: Events,
): AsyncGenerator<string> {
  const summary = newSummary()
  let position = 1
  try {
    for await (const results of resultsOf(database, items, options)) {
      await stored()
      for (const result of results) {
        position = result.position + 1
        count(summary, result)
        yield lineOf(result)
      }
    }
    await finish(database, options)
    yield lineOf(summary)
  } catch (error) {
    failed(error)
    yield lineOf({ type: 'interruption', position, detail: interrupted })
  }
}

/** The results of all items in order, each part once it is stored. */
export async function* resultsOf(
  database: Database,
  items: AsyncIterable<Item>,
  options: Import,
): AsyncGenerator<ImportItem[]> {
  let sorting = Promise.resolve()
  try {
    // In a rehearsal each item is tried by itself: nothing stays that the next one could build on.
    const read = options.publish ? withReadings(items) : items
    for await (const chunk of ahead(chunksOf(read, options.dryRun ? 1 : undefined))) {
      yield* importChunk(database, chunk, options)
      await sorting
      if (options.publish && !options.dryRun) sorting = sort(database)
    }
  } finally {
    await sorting
  }
}

/** While the next chunk is stored. What is not sorted in now is with the next publication. */
const sort = ({ prisma }: Database): Promise<void> => sortSearchTexts(prisma).catch(() => {})

const interrupted =
  'Something went wrong on our side. What the lines before say is stored; send the import again for the rest.'

/** Through the schema: a result that was kept reads as it did the first time. */
const lineOf = (line: ImportLine): string => `${JSON.stringify(ImportLine.parse(line))}\n`

async function finish(database: Database, { runId, now }: Import): Promise<void> {
  if (runId !== null) await markFinished(database.prisma, runId, now())
}
