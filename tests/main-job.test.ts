import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from './support/api.ts'
import { type RunningApp, startApp } from './support/app.ts'
import { command } from './support/command.ts'

const file = fileURLToPath(new URL('../../shared/seeds/ai-ml-community.txt', import.meta.url))
const address = '/v1/communities/ai-ml-community'
const kinds = 'overview history traditions music_arts social_structure modern_culture'.split(' ')
const headings = [
  ...['Overview', 'History', 'Traditions', 'Music Arts', 'Social Structure', 'Modern Culture'],
]

describe.skipIf(!existsSync(file))('importing the seed document and serving it', () => {
  /** The document's paragraphs, in their order. */
  const paragraphs = existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\n\n+/) : []
  const starts = headings.map((heading) => paragraphs.indexOf(heading))
  const bodies = starts.map((start, index) =>
    paragraphs.slice(start + 1, starts[index + 1] ?? paragraphs.length - 1),
  )

  let running: RunningApp
  const importSeed = async () => {
    const env = { DATABASE_URL: running.database.url }
    const { code, stdout, stderr } = await command(['import', file, '--publish', '--json'], env)
    return {
      code,
      stderr,
      items: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    }
  }
  const profile = async (query = '') => (await api(running.app).get(address + query)).body

  beforeAll(async () => {
    running = await startApp()
    const { code, items, stderr } = await importSeed()
    expect(stderr).toBe('')
    expect(items).toMatchObject([
      { outcome: 'created', slug: 'ai-ml-community', publication: 'published', errors: [] },
    ])
    expect(code).toBe(0)
  })
  afterAll(() => running.close())

  it('shows its title, tagline and regions', async () => {
    const { title, tagline, regions } = await profile()
    expect(title).toBe('AI & ML Community')
    expect(tagline).toBe(paragraphs[2])
    expect(regions).toMatchObject([
      { name: 'United States', isoAlpha2: 'US', m49: '840', role: 'primary' },
      { name: 'Global', kind: 'global', m49: null, role: 'scope' },
    ])
  })

  it('shows its six sections in order, every paragraph byte for byte', async () => {
    const { sections } = await profile()
    expect(sections.map(({ kind }: { kind: string }) => kind)).toEqual(kinds)
    expect(sections.map(({ heading }: { heading: string }) => heading)).toEqual(headings)
    expect(starts.every((start) => start > 2)).toBe(true)
    expect(paragraphs.at(-1)).toBe('View on The Culture Atlas')
    for (const [index, { body }] of sections.entries()) {
      expect(bodies[index]?.length).toBeGreaterThan(1)
      expect(Buffer.from(body)).toEqual(Buffer.from(bodies[index]?.join('\n\n') ?? ''))
    }
  })

  it('shows the same as HTML and as text where asked to', async () => {
    const { sections } = await profile('?bodyFormat=html,text')
    for (const [index, section] of sections.entries()) {
      expect(section).not.toHaveProperty('body')
      expect(section.html.match(/<p>/g)).toHaveLength(bodies[index]?.length ?? 0)
      expect(section.text.split(/\n+/)).toEqual(bodies[index])
    }
  })

  it('counts the words of each section and of the whole', async () => {
    const { sections, wordCount } = await profile()
    const counts = sections.map((section: { wordCount: number }) => section.wordCount)
    const sum = counts.reduce((total: number, count: number) => total + count, 0)
    expect(wordCount).toBe(sum)
    for (const [index, count] of counts.entries()) {
      const words = bodies[index]?.join(' ').split(/\s+/).length ?? 0
      // Hyphens and dashes may part words or not.
      expect(Math.abs(count - words) / words).toBeLessThan(0.05)
    }
  })

  it('answers 304 to who has it already', async () => {
    const { headers } = await api(running.app).get(address).expect(200)
    expect(headers.etag).toMatch(/^"[^"]+"$/)
    const again = await api(running.app)
      .get(address)
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
    expect(again.text).toBe('')
  })

  it('says unchanged when it is imported again, and changes nothing', async () => {
    const before = await profile()
    const { code, items } = await importSeed()
    expect(items).toMatchObject([{ outcome: 'unchanged', publication: 'unchanged' }])
    expect(code).toBe(0)
    expect(await profile()).toEqual(before)
  })
})
