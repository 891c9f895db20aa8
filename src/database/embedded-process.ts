import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { errorCode } from './unavailable.ts'

const run = promisify(execFile)

/** Whether a process has this id, whosever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/**
 * Whether the process may be the postmaster of this data directory. After a reboot its id can belong to any
 * program. In doubt it may be: to start a second server on the same data would destroy it.
 */
export async function mayBePostmaster(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  const command = await commandOf(pid)
  if (command === null) return true
  if (basename(command[0] ?? '') !== 'postgres') return false // a zombie has no command at all
  const served = command[command.indexOf('-D') + 1]
  return !command.includes('-D') || served === undefined || (await isSame(served, data))
}

async function commandOf(pid: number): Promise<string[] | null> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
  } catch {
    // Not Linux: `ps` tells the program, and a path with spaces stays whole.
    return run('ps', ['-o', 'comm=', '-p', String(pid)]).then(
      ({ stdout }) => [stdout.trim()],
      () => null,
    )
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)))
  return !a || !b || (a.ino === b.ino && a.dev === b.dev)
}
