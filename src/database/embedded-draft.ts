import { randomUUID } from 'node:crypto'
import { chown, lchown, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Home } from './embedded-home.ts'
import { isAlive } from './embedded-process.ts'

/**
 * Fills a new folder and puts it in place by one rename, which fails where another process put its own there
 * first; either way a whole one is in place at the end. So no lock is needed, and none can outlive its holder.
 */
export async function placeWhole(
  home: Home,
  place: string,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  await removeAbandoned(home)
  const draft = join(home.dir, `.new-${process.pid}-${randomUUID()}`)
  try {
    await mkdir(draft, { mode: 0o700 })
    if (home.account !== null) await chown(draft, home.account.uid, home.account.gid)
    await fill(draft)
    if (home.account !== null) await giveTo(draft, home.account)
    await rename(draft, place).catch(async (error: unknown) => {
      if ((await lstat(place).catch(() => null)) === null) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Drafts whose process was killed. */
async function removeAbandoned(home: Home): Promise<void> {
  for (const name of await readdir(home.dir)) {
    const pid = /^\.new-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(home.dir, name), { recursive: true, force: true })
  }
}

async function giveTo(path: string, owner: { uid: number; gid: number }): Promise<void> {
  await lchown(path, owner.uid, owner.gid)
  if (!(await lstat(path)).isDirectory()) return
  for (const name of await readdir(path)) await giveTo(join(path, name), owner)
}
