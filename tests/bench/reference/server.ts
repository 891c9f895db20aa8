import Fastify from 'fastify'
import pg from 'pg'
import { z } from 'zod'
import { profileStatement } from './statement.ts'

// What the atlas is measured against, in a process of its own: bare Fastify routes on the same database.

const app = Fastify()
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

const Size = z.object({ size: z.coerce.number().int().max(10_000_000) })
const buffers = new Map<number, Buffer>()

app.get('/bytes/:size', (request, reply) => {
  const { size } = Size.parse(request.params)
  const bytes = buffers.get(size) ?? Buffer.alloc(size, 'a')
  buffers.set(size, bytes)
  return reply.type('application/json').send(bytes)
})

app.get('/not-modified/*', ({ headers }, reply) => {
  const etag = headers['if-none-match']
  return reply
    .code(etag === undefined ? 404 : 304)
    .header('ETag', etag)
    .send()
})

app.get<{ Params: { slug: string } }>('/v1/communities/:slug', async ({ params }, reply) => {
  const statement = { name: 'profile', text: profileStatement, values: [params.slug] }
  const { rows } = await pool.query<{ body: string }>(statement)
  if (!rows[0]) return reply.code(404).send()
  return reply.type('application/json').send(rows[0].body)
})

await pool.query(`CREATE TABLE IF NOT EXISTS bench_text (id int PRIMARY KEY, body text NOT NULL)`)
await pool.query(
  `INSERT INTO bench_text SELECT n, '' FROM generate_series(0, 99) n ON CONFLICT DO NOTHING`,
)

app.put<{ Params: { id: string }; Body: { body: string } }>(
  '/edit/:id',
  async ({ params, body }) => {
    const values = [params.id, body.body]
    const text = 'UPDATE bench_text SET body = $2 WHERE id = $1'
    const { rowCount } = await pool.query({ name: 'edit', text, values })
    return { updated: rowCount }
  },
)

process.once('disconnect', () => process.exit())
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
