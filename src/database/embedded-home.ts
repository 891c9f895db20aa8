import { chmod, chown, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Account, firstClosedFolder, serverAccount } from './embedded-account.ts'
import { DatabaseUnavailableError, errorCode } from './unavailable.ts'

/** What the embedded server keeps where, below `DATA_DIR`. */
export interface Home {
  dir: string
  /** Appears whole, by one rename: the data and the password that fits them. */
  cluster: string
  data: string
  password: string
  log: string
  account: Account | null
}

/** Makes `DATA_DIR` ready for the user that the server runs as; throws advice where that user cannot get there. */
export async function prepareHome(dataDir: string): Promise<Home> {
  const wanted = resolve(dataDir)
  const account = await serverAccount(join(wanted, 'postgres'))
  // Before anything is created: a refusal should leave nothing behind.
  if (account !== null) await refuseClosed(await nearestExisting(wanted), wanted, account)
  await mkdir(dirname(wanted), { recursive: true })
  await mkdir(wanted, { recursive: true, mode: 0o700 })
  const dir = await realpath(wanted)
  await claim(dir, account)
  if (account !== null) await refuseClosed(dir, wanted, account)
  const cluster = join(dir, 'postgres')
  return {
    dir,
    cluster,
    data: join(cluster, 'data'),
    password: join(cluster, 'password'),
    log: join(dir, 'postgres.log'),
    account,
  }
}

/** Access to `DATA_DIR` failed: says so in words. Other errors pass. */
export function homeFailure(dataDir: string, error: unknown): unknown {
  const code = errorCode(error)
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code ?? '')) return error
  return new DatabaseUnavailableError(
    `This user cannot keep a database in DATA_DIR, ${dataDir} (${code}): set DATA_DIR to a folder ` +
      'of your own, or start the atlas as the user whose database is there.',
    { cause: error },
  )
}

async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  return found === null && dirname(path) !== path ? nearestExisting(dirname(path)) : path
}

async function refuseClosed(existing: string, dataDir: string, account: Account): Promise<void> {
  // A folder that is still empty is about to be handed to the account: only those above it count.
  const path = existing === dataDir && (await isOurs(existing)) ? dirname(existing) : existing
  const closed = await firstClosedFolder(path, account)
  if (closed === null) return
  throw new DatabaseUnavailableError(
    `Postgres does not run as root; it would run as the user ${account.uid}, who may not enter ${closed}. ` +
      `Set DATA_DIR (now ${dataDir}) to a folder outside it, for example /var/lib/culture-atlas, ` +
      'or move the checkout, or start the atlas as another user.',
  )
}

/** Gives the folder to the server's user alone, unless it holds things of others: `DATA_DIR=/tmp` stays as it is. */
async function claim(dir: string, account: Account | null): Promise<void> {
  if (!(await isOurs(dir))) return
  const { uid, mode } = await stat(dir)
  const owner = account?.uid ?? process.getuid?.()
  if (account !== null && uid !== owner) await chown(dir, account.uid, account.gid)
  else if (uid !== owner) return // somebody lent it to us: the files inside have modes of their own
  if ((mode & 0o777) !== 0o700) await chmod(dir, 0o700)
}

async function isOurs(dir: string): Promise<boolean> {
  const names = await readdir(dir)
  return names.every((name) =>
    /^(postgres(\.log(\.old)?)?|bin-.*|\.new-.*|lost\+found)$/.test(name),
  )
}
