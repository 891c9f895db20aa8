import { setImmediate as breathe } from 'node:timers/promises'
import { readMarkdown } from '../../atlas/markdown/markdown.ts'
import { keepReadings, type Readings } from '../publishing/readings.ts'
import type { Item } from './item.ts'
import type { Proposal } from './proposal.ts'

/** The same items, their bodies read already: most of what publishing computes needs nothing from the database. */
export async function* withReadings(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of items) {
    yield 'proposal' in item ? { ...item, proposal: await withBodiesRead(item.proposal) } : item
  }
}

async function withBodiesRead(proposal: Proposal): Promise<Proposal> {
  const readings = await readingsOf(proposal)
  const contentAfter: Proposal['contentAfter'] = (existing, regions) => {
    const content = proposal.contentAfter(existing, regions)
    keepReadings(content, readings)
    return content
  }
  return { ...proposal, contentAfter }
}

async function readingsOf({ texts }: Proposal): Promise<Readings> {
  const readings = new Map<string, ReturnType<typeof readMarkdown>>()
  for (const { locale, body } of texts) {
    readings.set(body, readMarkdown(body, locale))
    // The chunk before is being stored meanwhile, and must not wait for long.
    await breathe()
  }
  return readings
}
