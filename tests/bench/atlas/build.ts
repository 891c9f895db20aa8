import { createHash } from 'node:crypto'
import { localActor } from '../../../src/authorship.ts'
import type { Database } from '../../../src/database/database.ts'
import type { Import, Item } from '../../../src/editorial/imports/item.ts'
import { profileProposal, readProfile } from '../../../src/editorial/imports/profile-item.ts'
import { resultsOf } from '../../../src/editorial/imports/progress.ts'
import { generatedProfiles } from './profiles.ts'

interface Building {
  seed: number
  /** How many of the profiles are there already, from a build that was broken off. */
  from?: number
  /** Called with the number of profiles that are public. */
  progress?: (done: number) => void
}

/** Fills an atlas with generated profiles, all published, through its own bulk import. Throws where one is refused. */
export async function buildAtlas(
  database: Database,
  count: number,
  { seed, from = 0, progress }: Building,
): Promise<void> {
  const options: Import = {
    ...{ kind: null, overwrite: false, publish: true, dryRun: false, runId: null },
    by: { ...localActor('bench'), message: 'Generated' },
    siteUrl: 'https://atlas.example',
    now: () => new Date(),
  }
  let done = from
  for await (const results of resultsOf(database, itemsOf(count, seed, from), options)) {
    const refused = results.find(({ outcome }) => outcome === 'refused')
    if (refused) throw new Error(`Not published: ${JSON.stringify(refused)}`)
    done += results.length
    progress?.(done)
  }
}

async function* itemsOf(count: number, seed: number, from: number): AsyncGenerator<Item> {
  let position = 0
  for (const profile of generatedProfiles(count, seed)) {
    position += 1
    if (position <= from) continue
    const bytes = Buffer.from(JSON.stringify(profile))
    const hash = Buffer.from(createHash('sha256').update(bytes).digest())
    const read = readProfile(position, bytes)
    const proposal = profileProposal(position, read, null)
    yield { position, hash, bytes: bytes.length, slug: read.slug, warnings: [], proposal }
  }
}
