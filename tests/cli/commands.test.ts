import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, save, savePublished } from '../support/factories.ts'

let db: TestDatabase
let folder: string
beforeAll(async () => {
  db = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'atlas-cli-'))
  await writeFile(join(folder, 'good.txt'), good)
  await writeFile(join(folder, 'bad.txt'), bad)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await db.close()
})

const good = 'Good one\n\nRegion: Japan\n\nA tagline.\n\nOverview\n\nSome words.\n'
const bad = 'Bad one\n\nRegion: Nowhereland\n\nA tagline.\n\nOverview\n\nSome words.\n'

const atlas = (...args: string[]) => command(args, { DATABASE_URL: db.url })
const objects = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the exit code', () => {
  it('is 0 for help and 2 for wrong usage, with a word about what is wrong', async () => {
    expect((await command(['--help'])).code).toBe(0)
    const wrong = [
      { args: ['import', folder, '--pubish'], said: '--pubish' },
      { args: ['import'], said: 'path' },
      { args: ['import', folder, '--kind', 'club'], said: 'club' },
      { args: ['publicize'], said: 'publicize' },
    ]
    for (const { args, said } of wrong) {
      const { code, stdout, stderr } = await atlas(...args)
      expect({ code, stdout }, said).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(said)
    }
    expect(await db.prisma.draft.count()).toBe(0)
  })

  it('is not 0 for a path that is not there, and the message names the path', async () => {
    const missing = join(folder, 'missing.txt')
    const { code, stdout, stderr } = await atlas('import', missing)
    expect([1, 2]).toContain(code)
    expect(stdout).toBe('')
    expect(stderr).toContain(missing)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('is 1 where the environment has wrong values, and all of them are listed', async () => {
    const env = { PORT: '70000', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud', SITE_URL: 'here' }
    const { code, stdout, stderr } = await command(['serve'], env)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    for (const name of Object.keys(env)) expect(stderr).toContain(`${name}: `)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('is 1 where the database cannot be reached', async () => {
    const { code, stderr } = await command(['migrate'], {
      DATABASE_URL: 'postgres://127.0.0.1:1/x',
    })
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe('import', () => {
  it('says results on stdout, errors with file and line on stderr, and answers 1', async () => {
    const { code, stdout, stderr } = await atlas('import', '--dry-run', folder)
    expect(code).toBe(1)
    const file = join(folder, 'bad.txt')
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^refused .*bad\.txt$/),
      expect.stringMatching(/^created +good-one .*good\.txt$/),
    ])
    expect(stderr).toMatch(/Nowhereland/)
    expect(stderr.split('\n').some((line) => line.startsWith(`${file}:3: error: `))).toBe(true)
    expect(await db.prisma.draft.count()).toBe(0)
  })

  it('takes files of profiles, one a line, and says what became of each', async () => {
    const profile = (slug: string, regions: string[]) => ({
      ...{ slug, title: slug, tagline: 'T.' },
      regions: regions.map((region) => ({ region, role: 'primary' })),
      sections: [{ kind: 'overview', body: 'Words.' }],
    })
    const lines = [
      profile('lined-a', ['JP']),
      profile('lined-b', ['XQ']),
      profile('lined-c', ['FR']),
    ]
    const file = join(folder, 'profiles.ndjson')
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'))
    const { code, stdout } = await atlas('import', file, '--publish', '--json')
    expect(code).toBe(1)
    expect(objects(stdout)).toMatchObject([
      { file, position: 1, slug: 'lined-a', outcome: 'created', publication: 'published' },
      { file, position: 2, slug: 'lined-b', outcome: 'refused', publication: null },
      { file, position: 3, slug: 'lined-c', outcome: 'created', publication: 'published' },
    ])
    const there = { where: { slug: { startsWith: 'lined-' } } }
    expect(await db.prisma.community.count(there)).toBe(2)
  })

  it('prints one object per file with --json, and publishes what it took', async () => {
    const { code, stdout } = await atlas('import', folder, '--json', '--publish')
    expect(code).toBe(1)
    expect(objects(stdout)).toMatchObject([
      {
        file: join(folder, 'bad.txt'),
        outcome: 'refused',
        errors: [{ line: 3 }],
        publication: null,
      },
      { file: join(folder, 'good.txt'), outcome: 'created', publication: 'published', errors: [] },
    ])
    const again = await atlas('import', join(folder, 'good.txt'), '--json')
    expect(again.code).toBe(0)
    expect(objects(again.stdout)).toMatchObject([{ outcome: 'unchanged' }])
  })
})

describe('publish and withdraw', () => {
  it('act on each community by itself: what can be done is done, the rest is refused', async () => {
    await save(db, contentOf({ title: 'Ready' }))
    await save(db, contentOf({ title: 'Lacking', tagline: null, regions: [] }))
    const slugs = ['lacking', 'nobody', 'ready']
    const first = await atlas('publish', ...slugs, '--json')
    expect(first.code).toBe(1)
    expect(objects(first.stdout)).toMatchObject([
      { slug: 'lacking', outcome: 'refused', errors: [expect.any(String), expect.any(String)] },
      { slug: 'nobody', outcome: 'refused' },
      { slug: 'ready', outcome: 'published', revision: 1 },
    ])
    expect(first.stderr).toContain('lacking: error: ')
    expect(await db.prisma.community.count({ where: { slug: 'ready' } })).toBe(1)

    const again = await atlas('publish', 'ready', '--json')
    expect(again.code).toBe(0)
    expect(objects(again.stdout)).toMatchObject([{ slug: 'ready', outcome: 'unchanged' }])

    const taken = await atlas('withdraw', 'ready')
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringMatching(/^withdrawn +ready\n$/) })
    expect(await db.prisma.community.count({ where: { slug: 'ready' } })).toBe(0)
    expect((await atlas('withdraw', 'ready')).code).toBe(1)
  })

  it('take back what published profiles refer to only by force, and name these', async () => {
    await savePublished(db, contentOf({ title: 'Wanted' }))
    for (const title of ['Fan one', 'Fan two']) {
      await savePublished(db, contentOf({ title, sections: [{ body: 'See [[wanted]].' }] }))
    }
    const refused = await atlas('withdraw', 'wanted', '--json')
    expect(refused.code).toBe(1)
    expect(objects(refused.stdout)).toMatchObject([
      {
        outcome: 'refused',
        errors: [/fan-one/, /fan-two/].map((named) => expect.stringMatching(named)),
      },
    ])
    expect(await db.prisma.community.count({ where: { slug: 'wanted' } })).toBe(1)

    const forced = await atlas('withdraw', '--force', 'wanted')
    expect(forced).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^withdrawn +wanted\n$/),
    })
    expect(forced.stderr).toContain('“fan-two” referred to it')
    expect(await db.prisma.community.count({ where: { slug: 'wanted' } })).toBe(0)
  })
})

describe('openapi', () => {
  it('checks a file without a database and fails where it differs by a byte', async () => {
    const file = join(folder, 'openapi.yaml')
    expect(await command(['openapi', '--write', file])).toMatchObject({ code: 0, stdout: '' })
    expect(await command(['openapi', '--check', file])).toMatchObject({ code: 0, stderr: '' })
    const written = await readFile(file, 'utf8')
    await writeFile(file, written.replace('openapi: 3.1.0', 'openapi: 3.1.1'))
    const { code, stderr } = await command(['openapi', '--check', file])
    expect(code).toBe(1)
    expect(stderr).toContain(file)
    expect((await command(['openapi', '--check', join(folder, 'none.yaml')])).code).not.toBe(0)
  })
})
