import { localActor } from './authorship.ts'
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import { exclusively } from './database/locks.ts'
import { isWrittenOnlyBy } from './editorial/drafts/service.ts'
import { importFiles } from './editorial/imports/files.ts'
import { sampleFolder } from './seed.ts'

const author = 'sample atlas'

/**
 * Loads the sample atlas into a database in which nobody has written yet; answers how many profiles it published.
 * A load that was cut off goes on where it stopped.
 */
export function loadSampleAtlas(
  database: Database,
  config: Pick<Config, 'SITE_URL'>,
  tell: (progress: string) => void,
): Promise<number> {
  return exclusively(database.pool, 'culture-atlas.sample', async () => {
    if (!(await isWrittenOnlyBy(database.prisma, author))) return 0
    const results = await importFiles(database, [sampleFolder], {
      kind: null,
      overwrite: false,
      dryRun: false,
      publish: true,
      siteUrl: config.SITE_URL,
      by: localActor(author),
      now: () => new Date(),
      progress: () => {},
    })
    const refused = results.find(({ errors }) => errors.length > 0)
    if (refused) {
      const reasons = refused.errors.map(
        ({ line, message }) => `${refused.file}:${line}: ${message}`,
      )
      throw new Error(`The sample atlas is broken:\n${reasons.join('\n')}`)
    }
    const published = results.filter(({ publication }) => publication === 'published').length
    if (published > 0) tell(`Loaded the sample atlas: ${published} profiles.`)
    return published
  })
}
