import type { Database } from '../../database/database.ts'
import { type Import, type Item, importItem } from './item.ts'
import { markFinished } from './runs.ts'
import { ImportItem, ImportLine } from './schema.ts'
import { count, newSummary } from './summary.ts'

/** Imports one document. */
export async function importOne(database: Database, item: Item, options: Import) {
  const result = ImportItem.parse(await importItem(database, item, options))
  await finish(database, options)
  const summary = newSummary()
  count(summary, result)
  return { items: [result], summary }
}

/**
 * Imports items one after another, each when the line about the one before was taken. What has no words for the
 * caller ends it with a line that says from where on nothing was done.
 */
export async function* importAll(
  database: Database,
  items: AsyncIterable<Item>,
  options: Import,
  failed: (error: unknown) => void,
): AsyncGenerator<string> {
  const summary = newSummary()
  let position = 1
  try {
    for await (const item of items) {
      position = item.position
      const result = await importItem(database, item, options)
      count(summary, result)
      yield lineOf(result)
      position += 1
    }
    await finish(database, options)
    yield lineOf(summary)
  } catch (error) {
    failed(error)
    yield lineOf({ type: 'interruption', position, detail: interrupted })
  }
}

const interrupted =
  'Something went wrong on our side. What the lines before say is stored; send the import again for the rest.'

/** Through the schema: a result that was kept reads as it did the first time. */
const lineOf = (line: ImportLine): string => `${JSON.stringify(ImportLine.parse(line))}\n`

async function finish(database: Database, { runId, now }: Import): Promise<void> {
  if (runId !== null) await markFinished(database.prisma, runId, now())
}
