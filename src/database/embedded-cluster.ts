import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runningAs } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import { placeWhole } from './embedded-draft.ts'
import type { Home } from './embedded-home.ts'
import { DatabaseUnavailableError, errorCode } from './unavailable.ts'

const run = promisify(execFile)

const USER = 'atlas'

/** Sees that the data directory exists, and that these programs can serve it. */
export async function ensureCluster(home: Home, binaries: Binaries): Promise<void> {
  if ((await stat(home.cluster).catch(() => null)) === null) await create(home, binaries.initdb)
  const major = (await readFile(join(home.data, 'PG_VERSION'), 'utf8')).trim()
  if (major === String(binaries.major)) return
  throw new DatabaseUnavailableError(
    `The database in ${home.dir} was made by Postgres ${major}, the installed one is ${binaries.major}: ` +
      'dump it with the old version of the atlas, and load the dump into a new DATA_DIR.',
  )
}

async function create(home: Home, initdb: string): Promise<void> {
  await placeWhole(home, home.cluster, async (draft) => {
    const password = join(draft, 'password')
    await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
    if (home.account !== null) await chown(password, home.account.uid, home.account.gid)
    await run(
      initdb,
      [
        `--pgdata=${join(draft, 'data')}`,
        `--username=${USER}`,
        `--pwfile=${password}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same on every system and in every later version: code point order, Unicode upper and lower case.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      { ...runningAs(home.account), cwd: draft, env: { LC_ALL: 'C' } },
    ).catch((error: unknown) => {
      const said = error instanceof Error ? error.message : String(error)
      throw new DatabaseUnavailableError(`initdb failed in ${home.dir}:\n${said}`, { cause: error })
    })
  })
}

/** Where the server on this port takes the program's connections. */
export async function clusterUrl(home: Home, port: number, database: string): Promise<string> {
  const password = await readFile(home.password, 'utf8').catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new DatabaseUnavailableError(`The password of the database is gone: ${home.password}.`)
  })
  return `postgresql://${USER}:${password.trim()}@127.0.0.1:${port}/${database}`
}
