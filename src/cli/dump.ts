import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { loadDump } from '../dumps/service.ts'
import { print, showProgress, tell } from './terminal.ts'
import { commandLineActor } from './with-atlas.ts'

/** Loads a dump into the empty atlas at hand, and says so. */
export async function runLoad(
  database: Database,
  { SITE_URL }: Config,
  file: string,
  json: boolean,
): Promise<void> {
  const progress = showProgress()
  let told = 0
  const loaded = await loadDump(database, file, {
    siteUrl: SITE_URL,
    by: { ...commandLineActor(), message: 'Loaded from a dump', now: new Date() },
    done: (steps, of) => {
      const percent = Math.floor((100 * steps) / Math.max(of, 1))
      if (percent > told) progress.step(percent, 100, file)
      told = percent
    },
    tell,
  }).finally(progress.end)
  const { kind, communities } = loaded
  print(
    json
      ? JSON.stringify({ file, outcome: 'loaded', ...loaded })
      : `loaded     ${communities} communities of the ${kind} dump ${file}`,
  )
}
