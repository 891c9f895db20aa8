import { Command, Option } from 'commander'
import { type CommunityKind, communityKindValues } from '../atlas/vocabularies/community-kinds.ts'
import { type FileResult, importFiles } from '../editorial/imports/files.ts'
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
    .description('import profile documents (.txt, .md): files, and folders with all below them')
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
    .action((paths: string[], options: ImportOptions) => runImport(paths, options))

async function runImport(paths: string[], options: ImportOptions): Promise<void> {
  const progress = showProgress()
  const results = await withAtlas((database, config) =>
    importFiles(database, paths, {
      kind: options.kind ?? null,
      overwrite: options.overwrite ?? false,
      dryRun: options.dryRun ?? false,
      publish: options.publish ?? false,
      siteUrl: config.SITE_URL,
      by: commandLineActor(),
      now: () => new Date(),
      progress: progress.step,
    }).finally(progress.end),
  )
  if (results.length === 0) tell('There is no .txt or .md document.')
  for (const result of results) report(result, options.json ?? false)
  if (results.some(({ outcome, publication }) => [outcome, publication].includes('refused'))) {
    process.exitCode = 1
  }
}

function report(result: FileResult, json: boolean): void {
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
