import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { findNames } from '../../src/atlas/names/find-names.ts'
import { indexNames, type NameEntry } from '../../src/atlas/names/name-index.ts'
import { proseOf } from '../../src/atlas/names/prose.ts'
import { quoteAround } from '../../src/atlas/names/quote.ts'
import { numbers } from './numbers.ts'
import { quantile } from './rounds.ts'

const names = 100_000
const profileBytes = 20_000
const sections = 6
const rounds = 30
const locales = [null, 'en', 'en', 'en', 'de', 'fr', 'es', 'ja']

const random = numbers(20)
const below = (bound: number): number => Math.floor(random() * bound)
const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T
const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

const syllables = 'ka ri no sa mi to la ver den bo shi ru gan tel mar os ul en ip za'.split(' ')
const kana = Array.from(
  'アイウエオカキクケコサシスセソタチツテトナニヌネノ北海道東京都民族文化音楽地方広場島山川',
)
const word = () => several(2 + below(3), () => pick(syllables)).join('')
const vocabulary = several(50_000, word)
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function nameIn(locale: string | null): string {
  if (locale === 'ja') return several(2 + below(6), () => pick(kana)).join('')
  return several(1 + below(4), () => capital(pick(vocabulary))).join(' ')
}

const entries: NameEntry[] = several(names, () => pick(locales)).map((locale, number) => ({
  name: nameIn(locale),
  locale,
  subject: `community:${number}`,
}))

/** About one word in thirty begins a name; a line in five carries Markdown. */
function bodyIn(locale: string, bytes: number): string {
  const known = entries.filter((entry) => entry.locale === locale || entry.locale === null)
  const japanese = locale === 'ja'
  const plainWord = () => (japanese ? several(2, () => pick(kana)).join('') : pick(vocabulary))
  const token = () => (random() < 1 / 30 ? pick(known).name : plainWord())
  const sentence = () => {
    const words = several(12, token).join(japanese ? 'の' : ' ')
    const marked = random() < 1 / 5 ? `**${words}** \`code\` [[a-link|${plainWord()}]]` : words
    return japanese ? `${marked}。` : `${capital(marked)}. `
  }
  let body = ''
  while (Buffer.byteLength(body) < bytes) body += sentence() + (random() < 1 / 6 ? '\n\n' : '')
  return body
}

const profileIn = (locale: string): string[] =>
  several(sections, () => bodyIn(locale, profileBytes / sections))

const gc = (globalThis as { gc?: () => void }).gc
const heapMb = () => {
  gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

const heapBefore = heapMb()
const began = performance.now()
const index = indexNames(entries)
const buildMs = performance.now() - began
const indexMb = heapMb() - heapBefore

/** What the route does with a profile: prose, names, a quote for each place. */
function suggest(bodies: string[], locale: string): number {
  let quotes = 0
  for (const body of bodies) {
    const { text, searchable } = proseOf(body)
    const places = new Map(findNames(index, searchable, locale).map((name) => [name.start, name]))
    for (const { start, end } of places.values()) {
      if (quoteAround(text, start, end, 500, searchable) !== '') quotes += 1
    }
  }
  return quotes
}

/** The reference: one `includes` a name, without boundaries, places or case. */
function includes(bodies: string[]): number {
  let found = 0
  for (const { text } of bodies.map(proseOf)) {
    for (const { name } of entries) if (text.includes(name)) found += 1
  }
  return found
}

const english = profileIn('en')
const japanese = profileIn('ja')
const candidates = {
  'one `includes` a name, English': () => includes(english),
  'English profile': () => suggest(english, 'en'),
  'Japanese profile': () => suggest(japanese, 'ja'),
}
type What = keyof typeof candidates
const samples = new Map<What, number[]>()
const found = new Map<What, number>()
for (let round = 0; round < rounds; round += 1) {
  for (const [what, run] of Object.entries(candidates) as [What, () => number][]) {
    const start = performance.now()
    found.set(what, run())
    samples.set(what, [...(samples.get(what) ?? []), performance.now() - start])
  }
}

const base = quantile(samples.get('one `includes` a name, English') ?? [], 0.5)
const { node, v8, icu } = process.versions
const bytes = (bodies: string[]) => Buffer.byteLength(bodies.join(''))
const lines = [
  'npm run bench:suggestions',
  `Node ${node}, V8 ${v8}, ICU ${icu}, ${cpus().length} × ${cpus()[0]?.model.trim()}`,
  `${entries.length} names; index built in ${buildMs.toFixed(0)} ms, ${gc ? `${indexMb.toFixed(1)} MB of heap` : 'heap unknown without --expose-gc'}`,
  `${rounds} interleaved rounds; profiles of ${sections} sections, ${bytes(english)} bytes (English), ${bytes(japanese)} bytes (Japanese): Markdown in, quotes out`,
  '',
  '| what | found | median ms | p95 ms | ratio |',
  '|---|---:|---:|---:|---:|',
  ...[...samples].map(([what, values]) => {
    const median = quantile(values, 0.5)
    return `| ${what} | ${found.get(what)} | ${median.toFixed(1)} | ${quantile(values, 0.95).toFixed(1)} | ${(median / base).toFixed(3)} |`
  }),
]
process.stdout.write(`${lines.join('\n')}\n`)
await writeFile(new URL('results/suggestions.md', import.meta.url), `${lines.join('\n')}\n`)
