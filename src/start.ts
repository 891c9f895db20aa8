import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import { prepareJobs } from './database/job-tables.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open.ts'
import { completeSearch } from './editorial/publishing/search/completion.ts'
import { loadReferenceRegions } from './editorial/regions/service.ts'
import { readRegionSeed } from './seed.ts'

/** Opens the atlas ready for use: the database reached or started, migrated, and its reference regions there. */
export async function openAtlas(
  config: Config,
  tell: (progress: string) => void,
): Promise<Database> {
  const database = await openDatabase(config)
  try {
    const applied = await migrate(database.url)
    if (applied.length > 0) tell(`Applied ${applied.length} migrations.`)
    await prepareJobs(database.pool, database.url)
    const loaded = await loadReferenceRegions(database, await readRegionSeed(), new Date())
    if (loaded > 0) tell(`Loaded ${loaded} regions.`)
    await completeSearch(database, tell)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}
