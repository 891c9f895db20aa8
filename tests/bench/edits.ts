import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { buildApp } from '../../src/app.ts'
import { localActor } from '../../src/authorship.ts'
import { readConfig } from '../../src/config.ts'
import { loadSecret } from '../../src/database/secrets.ts'
import { createKey } from '../../src/integration/keys/service.ts'
import { openAtlas } from '../../src/start.ts'
import { buildAtlas } from './atlas/build.ts'
import { slugAt } from './atlas/profiles.ts'

const editors = 8
const rounds = 3
const seconds = 4

const folder = await mkdtemp(join(tmpdir(), 'atlas-bench-'))
const config = readConfig({ LOG_LEVEL: 'silent', DATA_DIR: folder, RATE_LIMIT: '100000000' })
const database = await openAtlas(config, () => {})
await buildAtlas(database, 64, { seed: 1 })
const { token } = await database.prisma.$transaction((tx) =>
  createKey(
    tx,
    { ...localActor('bench'), message: null, now: new Date() },
    { name: 'bench', role: 'editor', expiresAt: null, regions: [], communities: [] },
  ),
)
const cursorSecret = await loadSecret(database.pool, 'cursor')
const app = await buildApp({ config, database, cursorSecret })
const atlas = await app.listen({ host: '127.0.0.1', port: 0 })

await database.pool.query('CREATE TABLE public.bare (id int PRIMARY KEY, body text)')
await database.pool.query(
  `INSERT INTO public.bare SELECT n, '' FROM generate_series(0, ${editors}) n`,
)
const reference = Fastify({ logger: false })
reference.patch('/bare/:id', async (request) => {
  const { id } = request.params as { id: string }
  const { body } = request.body as { body: string }
  await database.pool.query({
    name: 'bare',
    text: 'UPDATE public.bare SET body = $2 WHERE id = $1',
    values: [Number(id), body],
  })
  return { id }
})
const bare = await reference.listen({ host: '127.0.0.1', port: 0 })

const body = (n: number) =>
  JSON.stringify({ body: `Edited ${n}. ${'Some words of a section. '.repeat(80)}` })

/** Edits a second of so many editors, each of a document of their own. */
async function measure(urlOf: (editor: number) => string, headers: object): Promise<number> {
  const end = performance.now() + seconds * 1000
  let edits = 0
  const edit = async (editor: number) => {
    while (performance.now() < end) {
      edits += 1
      const answer = await fetch(urlOf(editor), {
        method: 'PATCH',
        headers: { ...headers },
        body: body(edits),
      })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: editors }, (_, editor) => edit(editor)))
  return edits / seconds
}

const candidates = {
  'a bare UPDATE behind Fastify': () =>
    measure((editor) => `${bare}/bare/${editor}`, { 'Content-Type': 'application/json' }),
  'one section edit, with revision and audit': () =>
    measure((editor) => `${atlas}/v1/editorial/communities/${slugAt(editor)}/sections/history`, {
      'Content-Type': 'application/merge-patch+json',
      Authorization: `Bearer ${token}`,
      'If-Match': '*',
    }),
}
const samples = new Map(Object.keys(candidates).map((name) => [name, [] as number[]]))
for (let round = 0; round < rounds; round += 1) {
  for (const [name, run] of Object.entries(candidates)) samples.get(name)?.push(await run())
}

const median = (values: number[] = []): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const base = median(samples.get('a bare UPDATE behind Fastify'))
const version = await database.pool.query<{ server_version: string }>('SHOW server_version')
const lines = [
  'npm run bench:edits',
  `Node ${process.version}, Postgres ${version.rows[0]?.server_version} (embedded), ${cpus().length} × ${cpus()[0]?.model.trim()}`,
  `${rounds} interleaved rounds of ${seconds} s, ${editors} editors at once, each on a community of their own; client in the same process`,
  '',
  '| what | edits/s (median) | ratio |',
  '|---|---:|---:|',
  ...[...samples].map(
    ([name, values]) =>
      `| ${name} | ${median(values).toFixed(0)} | ${(median(values) / base).toFixed(2)} |`,
  ),
]
process.stdout.write(`${lines.join('\n')}\n`)
await writeFile(new URL('results/edits.md', import.meta.url), `${lines.join('\n')}\n`)
await app.close()
await reference.close()
await database.close()
await rm(folder, { recursive: true, force: true })
