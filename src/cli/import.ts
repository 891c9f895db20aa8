import { Command, Option } from 'commander'
import { type CommunityKind, communityKindValues } from '../atlas/vocabularies/community-kinds.ts'
import type { Database } from '../database/database.ts'
import { isDump } from '../dumps/file.ts'
import { type FileResult, type FilesImport, importFiles } from '../editorial/imports/files.ts'
import {
  importProfileFile,
  isProfileFile,
  type ProfileResult,
} from '../editorial/imports/profile-file.ts'
import { runLoad } from './dump.ts'
import { print, showProgress, tell } from './terminal.ts'
import { commandLineActor, withAtlas } from './with-atlas.ts'

interface ImportOptions {
  publish?: boolean
  dryRun?: boolean
  overwrite?: boolean
  kind?: CommunityKind
  json?: boolean
}

export const importCommand = (): Command =>
  new Command('import')
    .description(
      'import profile documents (.txt, .md), also folders with all below them, and files of profiles (.ndjson); ' +
        'or load a dump (.ndjson, .ndjson.gz) into an empty atlas',
    )
    .argument('<path...>', 'files and folders')
    .option('--publish', 'show what was imported to the public')
    .option('--dry-run', 'store nothing, only say what would happen')
    .option('--overwrite', 'replace drafts that somebody edited since their last import')
    .addOption(
      new Option('--kind <kind>', 'the kind of communities whose document states none').choices(
        communityKindValues,
      ),
    )
    .option('--json', 'one JSON object per file on stdout')
    .action(async (paths: string[], options: ImportOptions, command: Command) => {
      const dump = await dumpAmong(paths)
      if (dump === undefined) return runImport(paths, options)
      const { json = false, ...others } = options
      if (paths.length > 1 || Object.keys(others).length > 0) {
        command.error(`error: ${dump} is a dump: it is loaded alone, and as it is`)
      }
      return withAtlas((database, config) => runLoad(database, config, dump, json))
    })

async function dumpAmong(paths: string[]): Promise<string | undefined> {
  for (const path of paths) if (await isDump(path)) return path
  return undefined
}

async function runImport(paths: string[], options: ImportOptions): Promise<void> {
  const { json = false, ...wanted } = options
  const refused = await withAtlas(async (database, config) => {
    const request = {
      kind: wanted.kind ?? null,
      overwrite: wanted.overwrite ?? false,
      dryRun: wanted.dryRun ?? false,
      publish: wanted.publish ?? false,
      siteUrl: config.SITE_URL,
      by: commandLineActor(),
      now: () => new Date(),
    }
    const documents = paths.filter((path) => !isProfileFile(path))
    return [
      await importDocuments(database, documents, request, json),
      ...(await importProfiles(database, paths.filter(isProfileFile), request, json)),
    ].some(Boolean)
  })
  if (refused) process.exitCode = 1
}

type Request = Omit<FilesImport, 'progress'>

/** Answers whether any was refused. */
async function importDocuments(
  database: Database,
  paths: string[],
  request: Request,
  json: boolean,
): Promise<boolean> {
  if (paths.length === 0) return false
  const progress = showProgress()
  const results = await importFiles(database, paths, {
    ...request,
    progress: progress.step,
  }).finally(progress.end)
  if (results.length === 0) tell('There is no .txt or .md document.')
  for (const result of results) report(result, json)
  return results.some(isRefused)
}

/** As they are stored: there may be more of them than fit into memory. Answers for each file whether any was refused. */
async function importProfiles(
  database: Database,
  files: string[],
  { by, ...request }: Request,
  json: boolean,
): Promise<boolean[]> {
  const options = { ...request, by: { ...by, message: 'Imported' }, runId: null }
  const refused: boolean[] = []
  for (const file of files) {
    let any = false
    for await (const result of importProfileFile(database, file, options)) {
      report(result, json)
      any ||= isRefused(result)
    }
    refused.push(any)
  }
  return refused
}

const isRefused = ({ outcome, publication }: FileResult | ProfileResult): boolean =>
  outcome === 'refused' || publication === 'refused'

function report(result: FileResult | ProfileResult, json: boolean): void {
  const { file, outcome, slug, publication, errors, warnings } = result
  if (json) {
    print(JSON.stringify(result))
    return
  }
  const shown = publication === null ? '' : `  publication ${publication}`
  print(`${outcome.padEnd(10)} ${slug ?? '-'}${shown}  ${file}`)
  for (const { line, message } of errors) tell(`${file}:${line}: error: ${message}`)
  for (const { line, message } of warnings) tell(`${file}:${line}: warning: ${message}`)
}
