import { expect } from 'vitest'
import { newId } from '../../src/atlas/identity.ts'
import type { Database } from '../../src/database/database.ts'
import { compactChanges } from '../../src/editorial/publishing/changes/compaction.ts'
import { contentOf, publish, save, savePublished, takeBack } from './factories.ts'
import { keyFor } from './keys.ts'

type Send = (method: string, path: string, body?: object) => Promise<unknown>

/** Sends changes to a server as an admin does, and takes no refusal. */
function senderTo(url: string, key: string): Send {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/v1/editorial${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        'If-Match': '*',
        'Content-Type': `application/${method === 'PATCH' ? 'merge-patch+' : ''}json`,
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    })
    const text = await answer.text()
    expect(answer.ok, `${method} ${path}: ${text}`).toBe(true)
    return text === '' ? null : JSON.parse(text)
  }
}

/** Fills an atlas with a little of everything that editors do; `url` is a server on it. Answers an admin's key. */
export async function liveIn(db: Database, url: string): Promise<string> {
  const admin = await keyFor(db, 'admin')
  await keyFor(db, 'editor', { regions: ['JP'] })
  await addWebhook(db)
  const send = senderTo(url, admin)
  await editRegions(send)
  await publishSome(db, send)
  await leaveUndone(db, send)
  // What was told long ago is not kept.
  await compactChanges(db.prisma, new Date('2026-01-01T00:00:04Z'))
  return admin
}

/** One that is told of nothing here: it is a row like any other. */
async function addWebhook({ prisma }: Database): Promise<void> {
  const at = new Date()
  await prisma.webhook.create({
    data: {
      ...{ id: newId(), url: 'https://example.org/hook', events: ['region.merged'] },
      ...{ regionIds: [], kinds: ['scene'], enabled: false, disabledReason: 'gone' },
      ...{ secret: 'whsec_sample', formerSecrets: [], version: 2 },
      ...{ createdAt: at, createdBy: 'the admin', updatedAt: at },
    },
  })
}

async function editRegions(send: Send): Promise<void> {
  const city = (en: string) => ({ kind: 'city', names: { en }, parent: 'JP' })
  await send('POST', '/regions', city('Sample Town'))
  await send('POST', '/regions', city('Lost Town'))
  await send('PATCH', '/regions/sample-town', { names: { ja: '見本町' }, slug: 'sample-city' })
  await send('PATCH', '/regions/sample-city', { parent: 'FR', changeMessage: 'It moved.' })
  await send('DELETE', '/regions/lost-town')
}

async function publishSome(db: Database, send: Send): Promise<void> {
  const shared = newId()
  const text = (body: string, locale: string, translated: string) => [
    { body, translations: { [locale]: { heading: 'Resumen', body: translated } } },
    { slug: 'history', kind: 'history' as const, heading: 'History', body: 'See [[near]].' },
  ]
  await savePublished(db, contentOf({ title: 'Near', aliases: ['Nigh'], tags: ['b', 'a'] }))
  await savePublished(db, contentOf({ title: 'First name', slug: 'first-name' }))
  await savePublished(
    db,
    contentOf({
      title: 'Full',
      defaultLocale: 'en',
      translations: { es: { title: 'Lleno', tagline: null }, 'pt-BR': { title: 'Cheio' } } as never,
      images: [{ url: 'https://example.org/a.png', alt: 'A' }] as never,
      regions: [
        { region: 'sample-town', role: 'origin' },
        { region: 'global', role: 'scope' },
      ],
      sections: text(
        'See [[first-name]], [[later]], [[full]] and **[[near|that]]**.',
        'es',
        '[[near]] á',
      ),
      crossReferences: [
        { id: shared, relation: 'overlaps_with', target: { community: 'near' }, quote: '“so”' },
        { relation: 'mentions', target: { community: 'near' }, note: 'By hand.' },
        { relation: 'has_part', target: { community: 'first-name', section: 'overview' } },
        { relation: 'see_also', target: { community: 'near' }, section: 'history' },
        { relation: 'source', target: { url: 'https://example.org/', label: 'Source' } },
        { relation: 'part_of', target: { community: 'not-there' } },
      ],
    }),
  )
  // Both ends say so; and the name by which the others know one of them goes.
  await send('PATCH', '/communities/near', {
    crossReferences: [{ relation: 'overlaps_with', target: { community: 'full' } }],
  })
  await send('POST', '/communities/near/publication')
  await send('PATCH', '/communities/first-name', { slug: 'second-name', title: 'Second name' })
  await send('POST', '/communities/first-name/publication')
  await savePublished(db, contentOf({ title: 'Later', sections: [{ body: '[[second-name]]' }] }))
  for (const title of ['Gone', 'Joined']) await savePublished(db, contentOf({ title }))
  await takeBack(db, 'gone')
  await send('POST', '/communities/joined/merge', { into: 'near' })
}

async function leaveUndone(db: Database, send: Send): Promise<void> {
  for (const title of ['Draft', 'Asked', 'Thrown', 'Planned']) await save(db, contentOf({ title }))
  await save(db, contentOf({ title: 'Near', tagline: 'Not public yet.' }), 'near')
  await send('POST', '/communities/asked/review', { verdict: 'submitted', comment: 'Ready?' })
  await send('DELETE', '/communities/thrown')
  await send('PUT', '/communities/planned/schedule', {
    publication: { at: '2099-01-01T00:00:00Z' },
  })
  await send('PUT', '/communities/later/schedule', { withdrawal: { at: '2099-01-02T00:00:00Z' } })
  await save(db, contentOf({ title: 'Peruvian', sections: [{ body: 'They live in Peru.' }] }))
  const { data } = (await send('GET', '/communities/peruvian/suggestions')) as {
    data: { id: string }[]
  }
  const decision = { reject: data.map(({ id }) => id) }
  await send('POST', '/communities/peruvian/suggestions/acceptances', decision)
  await publish(db, 'full')
}
