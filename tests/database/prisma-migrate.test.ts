import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.ts'

// The CLI takes seconds to start.
vi.setConfig({ testTimeout: 60_000 })

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Outcome {
  code: number
  said: string
}

/** Runs the Prisma CLI as a developer would, with the engine that needs no download. */
function prisma(database: TestDatabase, ...args: string[]): Promise<Outcome> {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    PRISMA_SCHEMA_ENGINE_BINARY: 'prisma/schema-engine.mjs',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  }
  return new Promise((resolve) => {
    const cli = ['node_modules/prisma/build/index.js', ...args]
    execFile(process.execPath, cli, { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    )
  })
}

const diff = [
  'migrate',
  'diff',
  '--from-config-datasource',
  '--to-schema',
  'prisma/schema.prisma',
  '--exit-code',
]

describe('the Prisma CLI after our runner', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.close())

  it('finds every migration applied, and has none to deploy', async () => {
    const [status, deploy] = await Promise.all([
      prisma(database, 'migrate', 'status'),
      prisma(database, 'migrate', 'deploy'),
    ])
    expect(status).toEqual({ code: 0, said: expect.stringContaining('schema is up to date') })
    expect(deploy).toEqual({ code: 0, said: expect.stringContaining('No pending migrations') })
  })

  it('finds no difference between schema.prisma and the migrations, and would find one', async () => {
    const agreed = await prisma(database, ...diff)
    expect(agreed, agreed.said).toMatchObject({ code: 0 })
    await database.pool.query('CREATE TABLE published.unforeseen (id int PRIMARY KEY)')
    const changed = await prisma(database, ...diff)
    expect(changed).toEqual({ code: 2, said: expect.stringContaining('unforeseen') })
  })
})

it('goes on where `prisma migrate deploy` stopped', async () => {
  const database = await emptyDatabase()
  try {
    const deploy = await prisma(database, 'migrate', 'deploy')
    expect(deploy, deploy.said).toMatchObject({ code: 0 })
    expect(await migrate(database.url)).toEqual([])
  } finally {
    await database.close()
  }
})
