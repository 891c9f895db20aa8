import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { joinEmbedded } from '../../src/database/embedded.ts'
import { unconnectedDatabase } from '../../src/database/open.ts'
import { openapiDocument } from '../../src/http/openapi.ts'
import { openAtlas } from '../../src/start.ts'
import { bringBuildUpToDate } from './build.ts'
import { createDatabase, onServer, urlOf } from './postgres.ts'
import { unseenResponses } from './seen.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A connection that may create databases. */
    serverUrl: string
    /** Every database that a test makes has a name that begins so. */
    databasePrefix: string
    /** Migrated, and what `prepareTemplate` adds; tests work on clones of it. */
    templateDatabase: string
  }
}

/** Runs once: one server for the whole run (`DATABASE_URL`, else an embedded one that is gone afterwards). */
export default async function setup(project: TestProject) {
  // The tests of the command line run what was built.
  await bringBuildUpToDate()
  const server = await openServer(process.env.DATABASE_URL)
  const prefix = `atlas_test_${process.pid}_${randomUUID().slice(0, 8)}_`
  const template = `${prefix}template`
  const seen = await mkdtemp(join(tmpdir(), 'atlas-seen-'))
  // Workers inherit it; tests/support/contract.ts writes there what it sees.
  process.env.ATLAS_SEEN_DIR = seen
  const teardown = async () => {
    await dropAll(server.url, prefix)
    await server.close()
    const unseen = isWholeRun() ? await unseenByTests(seen) : []
    await rm(seen, { recursive: true, force: true })
    if (unseen.length > 0) {
      process.exitCode = 1
      throw new Error(`No test has seen these documented responses:\n  ${unseen.join('\n  ')}`)
    }
  }
  try {
    await createDatabase(server.url, template)
    await prepareTemplate(urlOf(server.url, template))
    await onServer(server.url, `ALTER DATABASE ${template} WITH ALLOW_CONNECTIONS false`)
  } catch (error) {
    await teardown()
    throw error
  }
  project.provide('serverUrl', server.url)
  project.provide('databasePrefix', prefix)
  project.provide('templateDatabase', template)
  return teardown
}

/** What every fresh database holds: the migrations and the reference regions. */
async function prepareTemplate(url: string): Promise<void> {
  const config = readConfig({ DATABASE_URL: url })
  const database = await openAtlas(config, () => {})
  await database.close()
}

/** Whether all tests run: a part of them cannot see every response. */
const isWholeRun = (): boolean => process.argv.slice(2).join(' ') === 'run'

async function unseenByTests(folder: string): Promise<string[]> {
  const database = unconnectedDatabase()
  const config = readConfig({ LOG_LEVEL: 'silent' })
  const app = await buildApp({ config, database, cursorSecret: Buffer.alloc(32) })
  await app.ready()
  const unseen = unseenResponses(openapiDocument(app), folder)
  await app.close()
  await database.close()
  return unseen
}

async function openServer(url: string | undefined) {
  if (url) return { url, close: async () => {} }
  const dataDir = await mkdtemp(join(tmpdir(), 'atlas-test-'))
  const server = await joinEmbedded(dataDir)
  await forgetOutages(server.url)
  return {
    url: server.url,
    close: async () => {
      await server.leave()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Nothing of a test run has to outlive the machine: it need not wait for the disk. */
async function forgetOutages(url: string): Promise<void> {
  await onServer(
    url,
    'ALTER SYSTEM SET fsync = off',
    'ALTER SYSTEM SET synchronous_commit = off',
    'ALTER SYSTEM SET full_page_writes = off',
    'SELECT pg_reload_conf()',
  )
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const [found] = await onServer(
    url,
    `SELECT datname FROM pg_database WHERE starts_with(datname, '${prefix}')`,
  )
  for (const { datname } of found?.rows ?? [])
    await onServer(url, `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
}
