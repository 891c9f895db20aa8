import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, link, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runningAs } from './embedded-account.ts'
import type { Home } from './embedded-home.ts'
import { mayBePostmaster } from './embedded-process.ts'
import { DatabaseUnavailableError, errorCode } from './unavailable.ts'

const START_MS = 60_000
const STOP_MS = 60_000

export interface Postmaster {
  pid: number
  /** Null until it takes connections, and again while it stops. */
  port: number | null
}

// For one small machine. Parallel workers, JIT and I/O workers cost memory and start-up time and help only
// large analytical queries; replication is for servers of one's own. fsync stays on.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  autovacuum_max_workers: '2',
  jit: 'off',
  io_method: 'sync',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Failed statements are reported to the program that sent them; they hold data and would fill the log.
  log_min_messages: 'log',
}

/** Reads `postmaster.pid`; null where no server runs. Removes the file where it names a foreign process. */
export async function findPostmaster(home: Home): Promise<Postmaster | null> {
  const file = join(home.data, 'postmaster.pid')
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  })
  if (content === null) return null
  const [pid, , , port, , , , status] = content.split('\n')
  if (Number(pid) > 0 && (await mayBePostmaster(Number(pid), home.data)))
    return { pid: Number(pid), port: status?.trim() === 'ready' ? Number(port) : null }
  // A postmaster creates the file, then writes its id.
  if (content === '' && (await isYoung(file))) return { pid: 0, port: null }
  await discard(file, content)
  return null
}

async function isYoung(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  return found === null || Date.now() - found.mtimeMs < 5000
}

/** Postgres itself takes any living process of the same user for a server, and would not start. */
async function discard(file: string, content: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
    // Where a server started between our look and our grip, it gets its file back.
    if ((await readFile(aside, 'utf8')) !== content) await link(aside, file)
    await unlink(aside)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error) ?? '')) throw error // another process did the same
  }
}

/** Starts a server and waits until it takes connections, or another process turns out to have been faster. */
export async function launchPostmaster(home: Home, postgres: string): Promise<void> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const port = String(await freePort())
  const log = await openLog(home)
  const logged = (await log.stat()).size
  // A process group of its own: Ctrl-C in the terminal must not stop it under a program that still drains.
  const child = spawn(postgres, ['-D', home.data, '-p', port, ...settings], {
    ...runningAs(home.account),
    cwd: home.data,
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.once('error', () => {}) // then it has no pid
  child.unref()
  await log.close()
  for (let waited = 0; waited < START_MS && isRunning(child); waited += 20) {
    const running = await findPostmaster(home)
    if (running?.pid === child.pid && running?.port !== null) return
    await sleep(20)
  }
  const said = (await readFile(home.log)).subarray(logged).toString()
  // A port that was taken meanwhile, or a server that has not quite gone, is no fault: the caller looks again.
  if (isRunning(child) || /lock file|still in use|Address already in use/.test(said)) return
  throw new DatabaseUnavailableError(
    `The embedded Postgres did not start (${child.signalCode ?? child.exitCode}); its log ${home.log} says:\n${said.slice(-2000)}`,
  )
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}

async function openLog(home: Home) {
  const size = await stat(home.log).then(
    (found) => found.size,
    () => 0,
  )
  if (size > 5_000_000) await rename(home.log, `${home.log}.old`)
  const log = await open(home.log, 'a', 0o600)
  if (home.account !== null) await chown(home.log, home.account.uid, home.account.gid)
  return log
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Fast shutdown: open connections are ended, everything is written. Waits until the server has gone. */
export async function stopPostmaster(home: Home): Promise<void> {
  const running = await findPostmaster(home)
  if (running === null || running.pid === 0) return
  try {
    process.kill(running.pid, 'SIGINT') // on Windows this ends it hard, which its log of writes survives
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
  for (let waited = 0; waited < STOP_MS; waited += 20) {
    if ((await findPostmaster(home))?.pid !== running.pid) return
    await sleep(20)
  }
  throw new DatabaseUnavailableError(
    `The embedded Postgres (process ${running.pid}) does not stop.`,
  )
}
