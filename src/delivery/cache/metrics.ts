import { Counter, Gauge, type Registry } from 'prom-client'
import type { AnswerCache } from './answer-cache.ts'

/** Lets operators see how well a cache does. */
export function registerCacheMetrics(registry: Registry, cache: AnswerCache): void {
  const registers = [registry]
  const counted = (name: string, help: string, value: () => number) => {
    const counter: Counter = new Counter({
      name: `atlas_cache_${name}_total`,
      help,
      registers,
      collect: () => {
        counter.reset()
        counter.inc(value())
      },
    })
  }
  const measured = (name: string, help: string, value: () => number) => {
    const gauge: Gauge = new Gauge({
      name: `atlas_cache_${name}`,
      help,
      registers,
      collect: () => gauge.set(value()),
    })
  }
  const { counts } = cache
  counted('hits', 'Answers given from memory.', () => counts.hits)
  counted('misses', 'Answers that had to be made.', () => counts.misses)
  counted('evictions', 'Answers that made room for others.', () => counts.evictions)
  counted('invalidations', 'Answers that a publication made old.', () => counts.invalidations)
  measured('bytes', 'What the kept answers take.', () => cache.bytes)
  measured('entries', 'How many answers are kept.', () => cache.entries)
  measured('live', '1 while the cache knows what is published, else 0.', () => Number(cache.live))
}
