import type { CommunityKind } from '../atlas/vocabularies/community-kinds.ts'
import type { Database } from '../database/database.ts'
import { type ImportResult, importDocument } from '../editorial/imports/service.ts'
import { publishRevision } from '../editorial/publishing/service.ts'
import { readRegionNames } from '../editorial/regions/service.ts'
import { Problem } from '../problem.ts'
import { listDocuments, readDocument } from './documents.ts'
import { asWarning } from './terminal.ts'

export interface FilesImport {
  kind: CommunityKind | null
  overwrite: boolean
  dryRun: boolean
  publish: boolean
  siteUrl: string
  author: string
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
  const { kind, overwrite, dryRun, author } = request
  const results: FileResult[] = []
  for (const [index, file] of files.entries()) {
    const options = { regions, kind, overwrite, dryRun, author, now: request.now() }
    const result = await importDocument(database, await readDocument(file), options)
    results.push({ file, ...result, publication: null })
    request.progress(index + 1, files.length, file)
  }
  if (request.publish && !dryRun) await publishResults(database, results, request)
  return results
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
  for (const result of last.values()) {
    if (result.slug === null) continue
    try {
      const { siteUrl, author } = request
      const publication = await publishRevision(database, result.slug, {
        siteUrl,
        author,
        now: request.now(),
      })
      result.publication = publication.outcome
      result.warnings = [...result.warnings, ...publication.warnings.map(asNotice)]
      waiting.push({ result, targets: publication.waiting })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      result.publication = 'refused'
      const reasons =
        error.faults.length > 0 ? error.faults.map(({ detail }) => detail) : [error.message]
      result.errors = [...result.errors, ...reasons.map(asNotice)]
    }
  }
  warnOfWaiting(waiting, new Set(waiting.map(({ result }) => result.slug)))
}

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
