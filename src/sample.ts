import { importFiles } from './cli/import-files.ts'
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import { sampleFolder } from './seed.ts'

/** Loads the sample atlas into a database that holds no community yet; answers how many profiles it has now. */
export async function loadSampleAtlas(
  database: Database,
  config: Pick<Config, 'SITE_URL'>,
  tell: (progress: string) => void,
): Promise<number> {
  if ((await database.prisma.draft.count()) > 0) return 0
  const results = await importFiles(database, [sampleFolder], {
    kind: null,
    overwrite: false,
    dryRun: false,
    publish: true,
    siteUrl: config.SITE_URL,
    author: 'sample atlas',
    now: () => new Date(),
    progress: () => {},
  })
  const refused = results.find(({ errors }) => errors.length > 0)
  if (refused) {
    const [{ line, message } = { line: 1, message: '' }] = refused.errors
    throw new Error(`The sample atlas is broken: ${refused.file}:${line}: ${message}`)
  }
  const published = results.filter(({ publication }) => publication === 'published').length
  tell(`Loaded the sample atlas: ${published} profiles.`)
  return published
}
