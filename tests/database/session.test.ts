import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/database/queryable.ts'
import { inSession } from '../../src/database/session.ts'
import { transactionally } from '../../src/database/transactions.ts'
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

it('refuses them once Prisma may have undone the transaction', async () => {
  const late = inSession(
    (during) =>
      db.prisma.$transaction((tx) =>
        during(tx, async () => void (await sql(tx)`INSERT INTO public.note VALUES (2)`)),
      ),
    0,
  )
  await expect(late).rejects.toThrow('takes too long')
  expect(await notes()).toEqual([])
})

it('refuses them once the work is done: the connection is somebody else’s then', async () => {
  const tx = await transactionally(db.prisma, async (own) => own)
  await expect(sql(tx)`INSERT INTO public.note VALUES (3)`).rejects.toThrow('is over')
  expect(await notes()).toEqual([])
})
