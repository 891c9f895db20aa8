import { afterAll, beforeAll, expect, it } from 'vitest'
import { transactionally } from '../../src/database/transactions.ts'
import { updateCommunity } from '../../src/editorial/drafts/commands.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, nextSecond, save, tester } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
})
afterAll(() => running.close())

/** A community that was edited a moment ago, so that this process knows its content. */
async function edited(title: string): Promise<{ path: string; slug: string }> {
  const content = contentOf({ title })
  const { slug } = content
  await save(running.database, content)
  const path = `/v1/editorial/communities/${slug}`
  await change(path, { tagline: 'Known here.' }).expect(200)
  return { path, slug }
}

const change = (path: string, patch: object) => editor.patch(path).set('If-Match', '*').send(patch)

/** Does what no process may do to a revision. */
async function inDatabase(statement: string, slug: string): Promise<void> {
  const client = await running.database.pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    await client.query(statement, [slug])
  } finally {
    // A connection that is thrown away needs no role back.
    client.release(true)
  }
}

const draftId = '(SELECT id FROM editorial.draft WHERE slug = $1)'

it('begins an edit with what another process stored since', async () => {
  const { path, slug } = await edited('Elsewhere')
  await inDatabase(
    `INSERT INTO editorial.revision (draft_id, number, content, author, changed_paths, created_at)
     SELECT draft_id, 3, jsonb_set(content, '{tagline}', '"Written elsewhere."'), author, '{}', created_at
     FROM editorial.revision WHERE draft_id = ${draftId} AND number = 2`,
    slug,
  )
  await inDatabase('UPDATE editorial.draft SET revision = 3 WHERE slug = $1', slug)
  const { body } = await change(path, { aliases: ['Far'] }).expect(200)
  expect(body).toMatchObject({ revision: 4, tagline: 'Written elsewhere.', aliases: ['Far'] })
})

it('begins with what a database that was put back holds under the same number', async () => {
  const { path, slug } = await edited('Restored')
  await inDatabase(
    `UPDATE editorial.revision SET content = jsonb_set(content, '{tagline}', '"Of another history."'),
       created_at = created_at + interval '1 ms' WHERE draft_id = ${draftId} AND number = 2`,
    slug,
  )
  const { body } = await change(path, { aliases: ['Back'] }).expect(200)
  expect(body).toMatchObject({ revision: 3, tagline: 'Of another history.', aliases: ['Back'] })
})

it('does not go on with a content that was taken out of the database', async () => {
  const { path, slug } = await edited('Emptied')
  await inDatabase(
    `UPDATE editorial.revision SET content = NULL WHERE draft_id = ${draftId} AND number = 2`,
    slug,
  )
  await change(path, { aliases: ['None'] }).expect(404)
})

it('does not go on with an edit that was undone', async () => {
  const { path, slug } = await edited('Undone')
  const failing = transactionally(running.database.prisma, async (tx) => {
    await updateCommunity(tx, { ...tester, message: null, now: nextSecond() }, slug, '*', {
      tagline: 'Never stored.',
    })
    throw new Error('in the end')
  })
  await expect(failing).rejects.toThrow('in the end')
  const { body } = await change(path, { aliases: ['Still'] }).expect(200)
  expect(body).toMatchObject({ revision: 3, tagline: 'Known here.', aliases: ['Still'] })
})

it('finds it by id and by a new slug too', async () => {
  const { path } = await edited('Renamed')
  const { body } = await change(path, { slug: 'renamed-since' }).expect(200)
  const byId = await change(`/v1/editorial/communities/${body.id}`, { aliases: ['Id'] }).expect(200)
  expect(byId.body).toMatchObject({ tagline: 'Known here.', slug: 'renamed-since' })
  const byFormer = await change(path, { aliases: ['Id', 'Former'] }).expect(200)
  expect(byFormer.body).toMatchObject({ revision: 5, aliases: ['Id', 'Former'] })
})
