import { createHmac } from 'node:crypto'
import fp from 'fastify-plugin'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { type Trust, trustOf } from './client-address.ts'
import { CursorSeal } from './pagination.ts'

declare module 'fastify' {
  interface FastifyInstance {
    config: Config
    database: Database
    cursorSeal: CursorSeal
    /** Signs links to previews. */
    previewKey: Buffer
    /** Whose `X-Forwarded-For` is believed; null where nobody's is. */
    trust: Trust | null
  }
}

interface Context {
  config: Config
  database: Database
  cursorSecret: Buffer
}

/** What every route can reach through its `app`. */
export const context = fp(
  async (app, { config, database, cursorSecret }: Context) => {
    app.decorate('config', config)
    app.decorate('database', database)
    app.decorate('trust', trustOf(config.TRUST_PROXY))
    app.decorate('cursorSeal', new CursorSeal(cursorSecret))
    // One secret is kept; what is made of it for one purpose says nothing about the other.
    app.decorate('previewKey', createHmac('sha256', cursorSecret).update('preview links').digest())
  },
  { name: 'context' },
)
