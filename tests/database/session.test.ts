import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Db } from '../../src/database/database.ts'
import { copyableIn, sql, sqlLater } from '../../src/database/queryable.ts'
import { inSession, sendingIn } from '../../src/database/session.ts'
import { sideBySide, transactionally } from '../../src/database/transactions.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
  await db.pool.query('CREATE TABLE public.note (id int)')
})
afterAll(() => db.close())

const notes = async () => (await db.pool.query('SELECT id FROM public.note')).rows

it('sends statements by hand on the connection of the transaction, among many at once', async () => {
  const pids = Array.from({ length: 20 }, () =>
    transactionally(db.prisma, async (tx) => {
      const [byHand] = await sql(tx)`SELECT pg_backend_pid() AS pid`
      const [byPrisma] = await tx.$queryRaw<unknown[]>`SELECT pg_backend_pid() AS pid`
      return [byHand, byPrisma]
    }),
  )
  for (const [byHand, byPrisma] of await Promise.all(pids)) expect(byHand).toEqual(byPrisma)
})

it('undoes them with the transaction', async () => {
  const failing = transactionally(db.prisma, async (tx) => {
    await sql(tx)`INSERT INTO public.note VALUES (1)`
    throw new Error('undone')
  })
  await expect(failing).rejects.toThrow('undone')
  expect(await notes()).toEqual([])
})

it('refuses them once the transaction has taken too long, and undoes it', async () => {
  const late = inSession(db.pool, 100, async (tx) => {
    await sql(tx)`INSERT INTO public.note VALUES (2)`
    await delay(120)
    await sql(tx)`INSERT INTO public.note VALUES (2)`
  })
  await expect(late).rejects.toThrow('takes too long')
  expect(await notes()).toEqual([])
})

it('refuses them once the work is done: the connection is somebody else’s then', async () => {
  let kept: Db | undefined
  await transactionally(db.prisma, async (tx) => {
    await tx.region.count()
    kept = tx
  })
  if (!kept) throw new Error('There was no transaction.')
  await expect(sql(kept)`INSERT INTO public.note VALUES (3)`).rejects.toThrow('is over')
  expect(() => kept?.region).toThrow('is over')
  expect(await notes()).toEqual([])
})

it('says so where a statement failed and the work went on as if it had not', async () => {
  const failed = transactionally(db.prisma, async (tx) => {
    await sql(tx)`INSERT INTO public.note VALUES (4)`
    await sql(tx)`SELECT 1 / 0`.catch(() => {})
  })
  await expect(failed).rejects.toThrow('A statement failed')
  expect(await notes()).toEqual([])
})

it('sends what is done side by side in turn, and answers both', async () => {
  const both = transactionally(db.prisma, (tx) => {
    const seen = async (own: number, wait: number) => {
      await sql(tx)`INSERT INTO public.note VALUES (${own})`
      await delay(wait)
      const rows = await sql(tx)`SELECT id FROM public.note WHERE id IN (5, 6) ORDER BY id`
      await sql(tx)`DELETE FROM public.note WHERE id = ${own}`
      return rows
    }
    return sideBySide(seen(5, 0), seen(6, 20))
  })
  expect(await both).toEqual([[{ id: 5 }, { id: 6 }], [{ id: 6 }]])
})

it('tells of things side by side what went wrong first, and undoes both when neither goes on', async () => {
  let after = ''
  const failed = transactionally(db.prisma, (tx) => {
    const other = async () => {
      await sql(tx)`INSERT INTO public.note VALUES (7)`
      await delay(20)
      try {
        await sql(tx)`INSERT INTO public.note VALUES (8)`
      } catch (error) {
        after = String(error)
        throw error
      }
    }
    const failing = async () => {
      await delay(5)
      await sql(tx)`SELECT 1 / 0`
    }
    return sideBySide(other(), failing())
  })
  await expect(failed).rejects.toThrow('division by zero')
  // Not that the transaction is over: the other one was waited for.
  expect(after).toContain('current transaction is aborted')
  expect(await notes()).toEqual([])
})

it('leaves the pool whole when its connection dies in the middle', async () => {
  const killed = transactionally(db.prisma, async (tx) => {
    await tx.region.count()
    await sql(tx)`SELECT pg_terminate_backend(pg_backend_pid())`
  })
  await expect(killed).rejects.toThrow()
  const again = await transactionally(db.prisma, async (tx) => [
    await tx.region.count(),
    await sql(tx)`SELECT 1 AS one`,
  ])
  expect(again[1]).toEqual([{ one: 1 }])
})

it('lets Prisma begin no transaction in it, and send nothing once it is over', async () => {
  const within = transactionally(db.prisma, (tx) => {
    // A store cannot write this; Prisma does it by itself where one call takes several statements.
    return tx.region.createMany({
      data: Array.from({ length: 8000 }, (_, n) => ({
        ...{ id: randomUUID(), slug: `place-${n}`, kind: 'city', lineage: [], name: 'Place' },
        ...{ nameSortKey: 'place', names: {}, modifiedAt: new Date() },
      })),
    })
  })
  await expect(within).rejects.toThrow('a transaction in a transaction')
  let regions: Pick<Db, 'region'>['region'] | undefined
  await transactionally(db.prisma, async (tx) => {
    regions = tx.region
  })
  await expect(regions?.count()).rejects.toThrow('is over')
})

it('sends what needs no answer with the next statement, in its order, or with the end', async () => {
  const seen = await transactionally(db.prisma, async (tx) => {
    await sqlLater(tx)`INSERT INTO public.note VALUES (10)`
    await sqlLater(tx)`INSERT INTO public.note VALUES (11)`
    const byHand = await sql(tx)`SELECT id FROM public.note ORDER BY id`
    await sqlLater(tx)`INSERT INTO public.note VALUES (12)`
    const byPrisma = await tx.$queryRaw`SELECT id FROM public.note ORDER BY id`
    await sqlLater(tx)`INSERT INTO public.note VALUES (13)`
    const copied: string[] = []
    const copy = copyableIn(tx).copyTexts('SELECT count(*)::text FROM public.note')
    for await (const bytes of copy) copied.push(bytes.toString())
    await sqlLater(tx)`DELETE FROM public.note WHERE id > 10`
    return [byHand, byPrisma, copied]
  })
  const [ten, eleven, twelve] = [{ id: 10 }, { id: 11 }, { id: 12 }]
  expect(seen).toEqual([[ten, eleven], [ten, eleven, twelve], ['4']])
  expect(await notes()).toEqual([ten])
  await db.pool.query('DELETE FROM public.note')
})

it('stores nothing where one of these fails, and tells what is wrong with it', async () => {
  const fails = (tx: Db) => sqlLater(tx)`INSERT INTO public.note VALUES (1 / ${0}::int)`
  const atTheEnd = transactionally(db.prisma, async (tx) => {
    await sqlLater(tx)`INSERT INTO public.note VALUES (20)`
    await fails(tx)
    await sqlLater(tx)`INSERT INTO public.note VALUES (21)`
  })
  await expect(atTheEnd).rejects.toThrow('division by zero')
  let wentOn = false
  const before = transactionally(db.prisma, async (tx) => {
    await fails(tx)
    await sql(tx)`INSERT INTO public.note VALUES (22) RETURNING id`
    wentOn = true
  })
  await expect(before).rejects.toThrow('division by zero')
  const unheard = transactionally(db.prisma, async (tx) => {
    await fails(tx)
    await sql(tx)`INSERT INTO public.note VALUES (23) RETURNING id`.catch(() => {})
    await sqlLater(tx)`INSERT INTO public.note VALUES (24)`
  })
  await expect(unheard).rejects.toThrow('aborted')
  expect([wentOn, await notes()]).toEqual([false, []])
})

it('plans a statement anew that was never reached, and one that comes twice once', async () => {
  const one = new pg.Pool({ connectionString: db.url, max: 1 })
  const insert = (tx: Db, id: number) =>
    sqlLater(tx)`INSERT INTO public.note VALUES (${id}::int + 0)`
  const unreached = inSession(one, 1000, async (tx) => {
    await sqlLater(tx)`INSERT INTO public.note VALUES (2 / ${0}::int)`
    await insert(tx, 30)
  })
  await expect(unreached).rejects.toThrow('division by zero')
  await inSession(one, 1000, async (tx) => {
    await insert(tx, 31)
    await insert(tx, 32)
  })
  await one.end()
  expect(await notes()).toEqual([{ id: 31 }, { id: 32 }])
  await db.pool.query('DELETE FROM public.note')
})

it('sends nothing of what follows a value that cannot be sent', async () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const work = transactionally(db.prisma, async (tx) => {
    await sqlLater(tx)`INSERT INTO public.note VALUES (40)`
    await sqlLater(tx)`INSERT INTO public.note SELECT 41 WHERE ${circular}::text IS NOT NULL`
    await sqlLater(tx)`INSERT INTO public.note VALUES (42)`
  })
  await expect(work).rejects.toThrow('circular')
  expect(await notes()).toEqual([])
  expect(await transactionally(db.prisma, (tx) => sql(tx)`SELECT 1 AS one`)).toEqual([{ one: 1 }])
})

it('sends nothing of what follows a statement that the driver does not take', async () => {
  const named = (text: string) => ({ name: 'two-texts', text, values: [] })
  const work = transactionally(db.prisma, async (tx) => {
    await sqlLater(tx)`INSERT INTO public.note VALUES (50)`
    const sending = sendingIn(tx)
    sending?.queryLater(named('SELECT 1'))
    sending?.queryLater(named('SELECT 2'))
  })
  await expect(work).rejects.toThrow('must be unique')
  expect(await notes()).toEqual([])
})

it('sends nothing at all where nothing was asked before it failed', async () => {
  const sent = vi.spyOn(pg.Client.prototype, 'query')
  const work = transactionally(db.prisma, () => Promise.reject(new Error('of no use')))
  await expect(work).rejects.toThrow('of no use')
  expect(sent).not.toHaveBeenCalled()
  sent.mockRestore()
})

it('ends no process where connections break between two transactions', async () => {
  const work = () =>
    transactionally(db.prisma, async (tx) => {
      await sql(tx)`SELECT pg_sleep(0.002)`
      return tx.region.count()
    }).catch(() => null)
  let going = true
  const busy = Array.from({ length: 30 }, async () => {
    while (going) await work()
  })
  const killer = new pg.Client({ connectionString: db.url })
  await killer.connect()
  for (let round = 0; round < 10; round += 1) {
    await delay(50)
    await killer.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`)
  }
  await killer.end()
  going = false
  await Promise.all(busy)
  expect(await work()).toBeGreaterThan(0)
})
