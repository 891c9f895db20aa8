import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { loadSampleAtlas } from '../sample.ts'
import { print, tell } from './terminal.ts'
import { withAtlas } from './with-atlas.ts'

export const serveCommand = (): Command =>
  new Command('serve')
    .description('serve the atlas; on an empty embedded database, load the sample atlas first')
    .action(async () => {
      // The service takes longer to load than what the other commands do.
      const { serve } = await import('../server.ts')
      await serve(readConfig(process.env), tell)
    })

export const migrateCommand = (): Command =>
  new Command('migrate')
    .description(
      'bring the database up to date and load the reference regions where there are none',
    )
    .action(() => withAtlas(async () => print('The database is up to date.')))

export const seedCommand = (): Command =>
  new Command('seed')
    .description('load the sample atlas into a database in which nobody has written yet')
    .action(() =>
      withAtlas(async (database, config) => {
        const profiles = await loadSampleAtlas(database, config, tell)
        print(
          profiles > 0
            ? `${profiles} profiles loaded.`
            : 'Nothing to load: the samples are there, or somebody has written already.',
        )
      }),
    )
