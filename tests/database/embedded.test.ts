import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { joinEmbedded } from '../../src/database/embedded.ts'
import { serverAccount } from '../../src/database/embedded-account.ts'
import { isAlive } from '../../src/database/embedded-process.ts'
import { openDatabase } from '../../src/database/open.ts'
import { onServer, urlOf } from '../support/postgres.ts'
import { type Child, startChild } from './children/run.ts'

vi.setConfig({ testTimeout: 60_000 })

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atlas-embedded-'))
})
afterAll(async () => {
  await stopServer()
  await rm(dataDir, { recursive: true })
})

const pidFile = () => join(dataDir, 'postgres', 'data', 'postmaster.pid')

async function serverPid(): Promise<number> {
  return Number((await readFile(pidFile(), 'utf8')).split('\n')[0])
}

/** Where a test failed on the way, its server must not outlive the run. */
async function stopServer() {
  const member = await joinEmbedded(dataDir)
  await member.leave()
}

async function value(url: string, expression: string): Promise<unknown> {
  const [result] = await onServer(url, `SELECT ${expression} AS value`)
  return result?.rows[0].value
}

function signalGroup(child: Child, signal: NodeJS.Signals) {
  if (child.process.pid !== undefined) process.kill(-child.process.pid, signal)
}

// The tests go through the life of one DATA_DIR, in this order: each initdb takes seconds.
describe('the embedded Postgres', () => {
  it('comes up for both of two processes that start at once on an empty DATA_DIR, and outlives them', async () => {
    // Each in a process group of its own, as a terminal makes one for a command.
    const killed = startChild('member', [dataDir], { detached: true })
    const interrupted = startChild('member', [dataDir], { detached: true })
    const [url, same] = await Promise.all([killed.line(), interrupted.line()])
    expect(same).toBe(url)
    await onServer(url, 'CREATE TABLE kept AS SELECT 42 AS n')

    const exits = [killed, interrupted].map((child) => once(child.process, 'exit'))
    signalGroup(killed, 'SIGKILL')
    signalGroup(interrupted, 'SIGINT') // Ctrl-C
    await Promise.all(exits)
    expect(await value(url, '(SELECT n FROM kept)')).toBe(42)
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log'])

    const joined = await joinEmbedded(dataDir)
    expect(joined.url).toBe(url)
    await joined.leave()
    await expect(serverPid()).rejects.toThrow('ENOENT')
  })

  it('keeps its password where only its owner can read it, and asks for it', async () => {
    for (const folder of [dataDir, join(dataDir, 'postgres')])
      expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(dataDir, 'postgres', 'password'))).mode & 0o777).toBe(0o600)
    const member = await joinEmbedded(dataDir)
    const wrong = new URL(member.url)
    expect(wrong.password.length).toBeGreaterThan(20)
    wrong.password = 'guess'
    await expect(onServer(wrong.href)).rejects.toMatchObject({ code: '28P01' })
    await member.leave()
  })

  it('is reached by loopback alone, writes safely, and sorts the same everywhere', async () => {
    const member = await joinEmbedded(dataDir)
    const setting = (name: string) => value(member.url, `current_setting('${name}')`)
    expect(await setting('listen_addresses')).toBe('127.0.0.1')
    expect(await setting('unix_socket_directories')).toBe('')
    expect(await setting('fsync')).toBe('on')
    expect(await setting('server_encoding')).toBe('UTF8')
    expect(await value(member.url, 'current_database()')).toBe('atlas')
    expect(await value(member.url, `'B' < 'a' AND lower('Ä') = 'ä'`)).toBe(true)
    await member.leave()
  })

  it('stops with the last one out, and not before', async () => {
    const first = await joinEmbedded(dataDir)
    const second = startChild('member', [dataDir])
    expect(await second.line()).toBe(first.url)
    const pid = await serverPid()
    await first.leave()
    expect(await value(first.url, '(SELECT n FROM kept)')).toBe(42)
    expect(await second.finish()).toBe(0)
    await expect(serverPid()).rejects.toThrow('ENOENT')
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  it('serves one who joins while the last one leaves', async () => {
    let member = await joinEmbedded(dataDir)
    for (let round = 0; round < 6; round += 1) {
      const leaving = member.leave()
      await new Promise((resolve) => setTimeout(resolve, round * 4))
      member = await joinEmbedded(dataDir)
      await leaving
      expect(await value(member.url, '(SELECT n FROM kept)')).toBe(42)
    }
    await member.leave()
  })

  it('loses nothing when the server itself is killed', async () => {
    const member = await joinEmbedded(dataDir)
    await onServer(member.url, 'UPDATE kept SET n = 43')
    process.kill(await serverPid(), 'SIGKILL')
    const again = await joinEmbedded(dataDir)
    expect(await value(again.url, '(SELECT n FROM kept)')).toBe(43)
    await member.leave()
    expect(await value(again.url, '(SELECT n FROM kept)')).toBe(43)
    await again.leave()
  })

  it('starts where the machine went down and the process id now belongs to another program', async () => {
    const account = await serverAccount(join(dataDir, 'postgres'))
    const foreign = spawn('sleep', ['60'], account ?? {})
    try {
      await writeFile(pidFile(), `${foreign.pid}\n${join(dataDir, 'postgres/data')}\n1\n5432\n`)
      const member = await joinEmbedded(dataDir)
      expect(await value(member.url, '(SELECT n FROM kept)')).toBe(43)
      await member.leave()
    } finally {
      foreign.kill()
    }
  })

  it('opens through openDatabase, whose close lets go of it', async () => {
    const database = await openDatabase({ DATABASE_URL: undefined, DATA_DIR: dataDir })
    const { rows } = await database.pool.query('SELECT n FROM kept')
    expect(rows).toEqual([{ n: 43 }])
    expect(database.url).toBe(urlOf(database.url, 'atlas'))
    await database.close()
    await expect(serverPid()).rejects.toThrow('ENOENT')
  })

  it('refuses data of another major version instead of touching it', async () => {
    const file = join(dataDir, 'postgres', 'data', 'PG_VERSION')
    const version = await readFile(file, 'utf8')
    await writeFile(file, '16\n')
    await expect(joinEmbedded(dataDir)).rejects.toThrow(/was made by Postgres 16/)
    await writeFile(file, version)
  })
})
