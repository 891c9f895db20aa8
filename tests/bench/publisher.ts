import { setTimeout as delay } from 'node:timers/promises'
import { keyFor } from '../support/keys.ts'
import { slugAt } from './atlas/profiles.ts'
import type { Atlas } from './atlases.ts'

/** Changes and publishes one profile a second, as an editor would over HTTP, while something is measured. */
export async function publishSteadily<T>(
  { database, profiles }: Atlas,
  origin: string,
  measure: () => Promise<T>,
): Promise<T> {
  const key = await keyFor(database, 'editor')
  let going = true
  const publishing = (async () => {
    for (let round = 1; going; round += 1) {
      await publishOnce(origin, key, slugAt((round * 13) % profiles), `Said in round ${round}.`)
      await delay(1000)
    }
  })()
  const result = await measure()
  going = false
  await publishing
  return result
}

async function publishOnce(origin: string, key: string, slug: string, tagline: string) {
  const address = `${origin}/v1/editorial/communities/${slug}`
  const headers = { Authorization: `Bearer ${key}` }
  const send = async (url: string, init: RequestInit & { headers: Record<string, string> }) => {
    const answer = await fetch(url, init)
    if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}.`)
    await answer.arrayBuffer()
    return answer.headers.get('etag') ?? ''
  }
  const read = await send(address, { headers })
  const written = await send(address, {
    method: 'PATCH',
    headers: { ...headers, 'If-Match': read, 'Content-Type': 'application/merge-patch+json' },
    body: JSON.stringify({ tagline: `${tagline} ${Date.now()}` }),
  })
  await send(`${address}/publication`, {
    method: 'POST',
    headers: { ...headers, 'If-Match': written, 'Content-Type': 'application/json' },
    body: '{}',
  })
}
