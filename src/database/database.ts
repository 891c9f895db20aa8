import type pg from 'pg'
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** The connections that Prisma and statements sent by hand share. */
export type Pool = pg.Pool

/** An open database. One pool serves Prisma and the statements that are sent by hand. */
export interface Database {
  prisma: PrismaClient
  pool: Pool
  /** The connection URL, password included: for connections of one's own (LISTEN, migrations). */
  url: string
  /** Waits for what is under way, then leaves the server; safe to call twice. */
  close(): Promise<void>
}

/** Either the pool or an open transaction: stores take this, so that any of them can join one. */
export type Db = PrismaClient | Prisma.TransactionClient
