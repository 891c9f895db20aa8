import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import autocannon from 'autocannon'
import Fastify from 'fastify'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { loadSecret } from '../../src/database/secrets.ts'
import { loadSampleAtlas } from '../../src/sample.ts'
import { openAtlas } from '../../src/start.ts'

const rounds = 3
const seconds = 4
const connections = 16

/** Requests a second; any answer but 2xx fails the run. */
async function measure(url: string): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({ url, connections, duration: seconds })
  if (non2xx + errors > 0)
    throw new Error(`${url} gave ${non2xx} answers that are not 2xx and ${errors} errors.`)
  return requests.average
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const config = readConfig({ ...process.env, LOG_LEVEL: 'silent', RATE_LIMIT: '100000000' })
const database = await openAtlas(config, () => {})
await loadSampleAtlas(database, config, () => {})
const app = await buildApp({
  config,
  database,
  cursorSecret: await loadSecret(database.pool, 'cursor'),
})
const atlas = await app.listen({ host: '127.0.0.1', port: 0 })
const profile = await app.inject('/v1/communities/ainu')

const reference = Fastify({ logger: false })
const bytes = Buffer.from(profile.payload)
reference.get('/bytes', (_, reply) => reply.type('application/json').send(bytes))
reference.get('/statement', async (_, reply) => {
  const { rows } = await database.pool.query<{ body: string }>({
    name: 'reference',
    text: `SELECT json_build_object('id', c.id, 'slug', c.slug, 'sections', (
        SELECT json_agg(json_build_object('id', s.id, 'heading', x.heading, 'body', x.body) ORDER BY s.position)
        FROM published.section s JOIN published.section_text x ON x.section_id = s.id AND x.locale = 'en'
        WHERE s.community_id = c.id))::text AS body
      FROM published.community c WHERE c.slug = $1`,
    values: ['ainu'],
  })
  return reply.type('application/json').send(rows[0]?.body)
})
const bare = await reference.listen({ host: '127.0.0.1', port: 0 })

const candidates = {
  'bare Fastify, the same bytes': `${bare}/bytes`,
  'bare Fastify, one prepared statement': `${bare}/statement`,
  profile: `${atlas}/v1/communities/ainu`,
  'profile, fields=title,tagline': `${atlas}/v1/communities/ainu?fields=title,tagline`,
  'list of 20': `${atlas}/v1/communities`,
}
const samples = new Map(Object.keys(candidates).map((name) => [name, [] as number[]]))
for (let round = 0; round < rounds; round += 1) {
  for (const [name, url] of Object.entries(candidates)) samples.get(name)?.push(await measure(url))
}

const base = median(samples.get('bare Fastify, one prepared statement') ?? [])
const version = await database.pool.query<{ server_version: string }>('SHOW server_version')
const lines = [
  'npm run bench',
  `Node ${process.version}, Postgres ${version.rows[0]?.server_version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`,
  `${rounds} interleaved rounds of ${seconds} s, ${connections} connections, ${bytes.length} bytes a profile; client on the same machine`,
  '',
  '| what | requests/s (median) | ratio |',
  '|---|---:|---:|',
  ...[...samples].map(
    ([name, values]) =>
      `| ${name} | ${median(values).toFixed(0)} | ${(median(values) / base).toFixed(2)} |`,
  ),
]
process.stdout.write(`${lines.join('\n')}\n`)
await writeFile(new URL('results/read.md', import.meta.url), `${lines.join('\n')}\n`)
await app.close()
await reference.close()
await database.close()
