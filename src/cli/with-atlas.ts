import { type Actor, localActor } from '../authorship.ts'
import { type Config, readConfig } from '../config.ts'
import type { Database } from '../database/database.ts'
import { openAtlas } from '../start.ts'
import { tell } from './terminal.ts'

/** Runs a command on the open atlas and leaves it afterwards, come what may. */
export async function withAtlas<T>(
  work: (database: Database, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env)
  const database = await openAtlas(config, tell)
  try {
    return await work(database, config)
  } finally {
    await database.close()
  }
}

/** Who a change on the command line is by: the account that runs it. */
export const commandLineActor = (): Actor =>
  localActor(process.env.USER ?? process.env.USERNAME ?? 'command line')
