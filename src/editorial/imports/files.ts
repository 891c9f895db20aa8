import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'
import type { Actor } from '../../authorship.ts'
import type { Database } from '../../database/database.ts'
import { Problem } from '../../problem.ts'
import { publishRevision } from '../publishing/service.ts'
import { asWarning } from '../publishing/waiting.ts'
import { readRegionNames } from '../regions/service.ts'
import { isUnreadable, listDocuments, readDocument } from './documents.ts'
import { type ImportRequest, type ImportResult, importDocument } from './service.ts'

export interface FilesImport {
  kind: CommunityKind | null
  overwrite: boolean
  dryRun: boolean
  publish: boolean
  siteUrl: string
  by: Actor
  now: () => Date
  /** Called after each file. */
  progress: (done: number, total: number, file: string) => void
}

export interface FileResult extends ImportResult {
  file: string
  /** What became of the publication, where one was asked for. */
  publication: 'published' | 'updated' | 'unchanged' | 'refused' | null
}

/** Imports every document of these files and folders and, if asked to, publishes what was taken. */
export async function importFiles(
  database: Database,
  paths: readonly string[],
  request: FilesImport,
): Promise<FileResult[]> {
  const files = await listDocuments(paths)
  const regions = await readRegionNames(database.prisma)
  const { kind, overwrite, dryRun, by } = request
  const results: FileResult[] = []
  for (const [index, file] of files.entries()) {
    const options = { regions, kind, overwrite, dryRun, by, now: request.now() }
    const result = await importFile(database, file, options)
    results.push({ file, ...result, publication: null })
    request.progress(index + 1, files.length, file)
  }
  if (request.publish && !dryRun) await publishResults(database, results, request)
  return results
}

async function importFile(
  database: Database,
  file: string,
  options: ImportRequest,
): Promise<ImportResult> {
  try {
    return await importDocument(database, await readDocument(file), options)
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const errors = [{ line: 1, message: `cannot be read: ${error.message}` }]
    return { outcome: 'refused', slug: null, revision: null, errors, warnings: [] }
  }
}

/** Publishes each community once, at the last document about it, so that its translations appear with it. */
async function publishResults(
  database: Database,
  results: FileResult[],
  request: FilesImport,
): Promise<void> {
  const taken = results.filter(({ outcome }) => outcome !== 'refused')
  const last = new Map(taken.map((result) => [result.slug, result]))
  const waiting: { result: FileResult; targets: string[] }[] = []
  for (const [slug, result] of last) {
    if (slug === null) continue
    waiting.push({ result, targets: await publishResult(database, slug, result, request) })
  }
  const published = taken.filter(({ publication }) => publication && publication !== 'refused')
  warnOfWaiting(waiting, new Set(published.map(({ slug }) => slug)))
}

/** Publishes what one document became and answers what it refers to that is not published. */
async function publishResult(
  database: Database,
  slug: string,
  result: FileResult,
  { siteUrl, by, now }: FilesImport,
): Promise<string[]> {
  const revision = result.revision === null ? {} : { revision: result.revision }
  try {
    const publication = await publishRevision(database, slug, { ...revision, siteUrl, by, now })
    result.publication = publication.outcome
    result.warnings = [...result.warnings, ...publication.warnings.map(asNotice)]
    return publication.waiting
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    result.publication = 'refused'
    result.errors = [...result.errors, ...reasonsOf(error).map(asNotice)]
    return []
  }
}

/** Why something was refused, a sentence each. */
export const reasonsOf = ({ faults, message }: Problem): string[] =>
  faults.length > 0 ? faults.map(({ detail }) => detail) : [message]

/** What only waited for a later document of the same run is not worth a word. */
function warnOfWaiting(
  waiting: { result: FileResult; targets: string[] }[],
  published: ReadonlySet<string | null>,
): void {
  for (const { result, targets } of waiting) {
    const missing = targets.filter((target) => !published.has(target))
    result.warnings = [...result.warnings, ...missing.map(asWarning).map(asNotice)]
  }
}

const asNotice = (message: string) => ({ line: 1, message })
