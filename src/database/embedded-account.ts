import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { DatabaseUnavailableError } from './unavailable.ts'

const run = promisify(execFile)

/** The user under whom the server runs. */
export interface Account {
  uid: number
  gid: number
}

/**
 * Postgres refuses to run as root, so root needs another user: the owner of the cluster where there is one,
 * else `postgres` or `nobody`. Anyone else runs the server as themselves (null). Creating a user is left to
 * the administrator: a program that only wanted to store its data should not change who may log in.
 */
export async function serverAccount(cluster: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(cluster).catch(() => null)
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const account = (await accountNamed('postgres')) ?? (await accountNamed('nobody'))
  if (account !== null) return account
  throw new DatabaseUnavailableError(
    'Postgres does not run as root, and there is neither a user "postgres" nor "nobody" to run it as: ' +
      'create one ("useradd --system postgres"), start the atlas as another user, or set DATABASE_URL.',
  )
}

async function accountNamed(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return null // `id` fails for a user that does not exist
  }
}

/** The options of `spawn` that make a child run under the account. */
export function runningAs(account: Account | null): Partial<Account> {
  return account === null ? {} : { uid: account.uid, gid: account.gid }
}

/** The first folder on the way to `path`, itself included, that the account may not enter. */
export async function firstClosedFolder(path: string, account: Account): Promise<string | null> {
  const parent = dirname(path)
  const above = parent === path ? null : await firstClosedFolder(parent, account)
  return above ?? ((await mayEnter(path, account)) ? null : path)
}

/** Whether the account may enter a folder, or execute a file; asked of the system, which knows of ACLs too. */
export async function mayEnter(path: string, account: Account): Promise<boolean> {
  return await run('test', ['-x', path], { ...runningAs(account), cwd: '/' }).then(
    () => true,
    () => false,
  )
}
