import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localActor } from '../../../src/authorship.ts'
import type { Database } from '../../../src/database/database.ts'
import type { Import } from '../../../src/editorial/imports/item.ts'
import { importProfileFile } from '../../../src/editorial/imports/profile-file.ts'
import { generatedProfiles } from './profiles.ts'

interface Generating {
  seed: number
  /** How many of the profiles are there already, from a build that was broken off. */
  from?: number
}

interface Building extends Generating {
  /** Called with the number of profiles that are public. */
  progress: (done: number) => void
}

/** Fills an atlas with generated profiles, all published, through its own bulk import. Throws where one is refused. */
export async function buildAtlas(
  database: Database,
  count: number,
  { progress, ...generating }: Building,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atlas-profiles-'))
  try {
    const file = join(folder, 'profiles.ndjson')
    await writeProfiles(file, count, generating)
    await importProfiles(database, file, (done) => progress((generating.from ?? 0) + done))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Writes generated profiles, one a line. */
export async function writeProfiles(
  file: string,
  count: number,
  { seed, from = 0 }: Generating,
): Promise<void> {
  await writeFile(file, lines(count, seed, from))
}

function* lines(count: number, seed: number, from: number): Generator<string> {
  let position = 0
  for (const profile of generatedProfiles(count, seed)) {
    position += 1
    if (position > from) yield `${JSON.stringify(profile)}\n`
  }
}

/** Imports and publishes a file as `atlas import --publish` does. */
export async function importProfiles(
  database: Database,
  file: string,
  progress: (done: number) => void,
): Promise<void> {
  const options: Import = {
    ...{ kind: null, overwrite: false, publish: true, dryRun: false, runId: null },
    by: { ...localActor('bench'), message: 'Generated' },
    siteUrl: 'https://atlas.example',
    now: () => new Date(),
  }
  let done = 0
  for await (const result of importProfileFile(database, file, options)) {
    if (result.outcome === 'refused') throw new Error(`Not published: ${JSON.stringify(result)}`)
    done += 1
    progress(done)
  }
}
