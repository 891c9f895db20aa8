import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSampleAtlas } from '../src/sample.ts'
import { freshDatabase, type TestDatabase } from './support/database.ts'
import { siteUrl } from './support/factories.ts'

const standard = 'overview history traditions music_arts social_structure modern_culture'.split(' ')

let db: TestDatabase
let loaded: number
let atlas: Awaited<ReturnType<typeof read>>
beforeAll(async () => {
  db = await freshDatabase()
  loaded = await loadSampleAtlas(db, { SITE_URL: siteUrl }, () => {})
  atlas = await read(db)
})
afterAll(() => db.close())

const read = ({ prisma }: TestDatabase) =>
  prisma.community.findMany({
    include: {
      texts: true,
      regions: { include: { region: true } },
      sections: { include: { texts: true } },
    },
    orderBy: { slug: 'asc' },
  })

describe('the sample atlas', () => {
  it('is twelve published communities of at least six kinds', () => {
    expect(loaded).toBe(12)
    expect(atlas).toHaveLength(12)
    expect(new Set(atlas.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6)
  })

  it('reaches every inhabited part of the world, and Japan itself', async () => {
    const above = new Set(atlas.flatMap(({ regions }) => regions.flatMap((r) => r.region.lineage)))
    const macro = await db.prisma.region.findMany({
      where: { kind: 'macro_region', id: { in: [...above] } },
      orderBy: { slug: 'asc' },
    })
    expect(macro.map(({ slug }) => slug)).toEqual(
      expect.arrayContaining(['africa', 'americas', 'asia', 'europe', 'oceania']),
    )
    const named = atlas.flatMap(({ regions }) => regions.map(({ region }) => region.slug))
    expect(named).toContain('japan')
  })

  it('has the six standard sections in every profile, each of 120 words or more', () => {
    for (const { slug, defaultLocale, sections } of atlas) {
      const words = new Map(
        sections.map(({ kind, texts }) => [
          kind,
          texts.find(({ locale }) => locale === defaultLocale)?.wordCount ?? 0,
        ]),
      )
      for (const kind of standard) {
        expect(words.get(kind) ?? 0, `${slug}, ${kind}`).toBeGreaterThanOrEqual(120)
      }
    }
  })

  it('holds together: forty cross-references or more among its communities, and none waits', async () => {
    const among = await db.prisma.edge.count({ where: { toId: { not: null } } })
    expect(among).toBeGreaterThanOrEqual(40)
    const published = new Set(atlas.flatMap(({ id, slug }) => [id, slug]))
    const standing = await db.prisma.standingReference.findMany()
    expect(standing.map(({ target }) => target).filter((t) => !published.has(t))).toEqual([])
    const ends = await db.prisma.edge.findMany({ where: { toId: { not: null } } })
    const linked = new Set(ends.flatMap(({ fromId, toId }) => [fromId, toId]))
    expect(atlas.filter(({ id }) => !linked.has(id)).map(({ slug }) => slug)).toEqual([])
  })

  it('has two profiles that are complete in a second language, with texts of their own', () => {
    const complete = atlas.flatMap(({ locales, defaultLocale, texts, sections }) =>
      locales
        .filter((locale) => locale !== defaultLocale)
        .filter((locale) => isTranslated(texts, locale, defaultLocale, ({ tagline }) => tagline))
        .filter((locale) =>
          sections.every((section) =>
            isTranslated(section.texts, locale, defaultLocale, ({ body }) => body),
          ),
        ),
    )
    expect(new Set(complete).size).toBeGreaterThanOrEqual(2)
  })

  it('repeats no sentence of forty characters or more from one profile in another', () => {
    const owners = new Map<string, string>()
    const shared: string[] = []
    for (const { slug, texts, sections } of atlas) {
      const bodies = sections.flatMap((section) => section.texts.map(({ text }) => text))
      const taglines = texts.map(({ tagline }) => tagline ?? '')
      for (const sentence of [...bodies, ...taglines].flatMap(sentencesOf)) {
        const owner = owners.get(sentence)
        if (owner !== undefined && owner !== slug) shared.push(`${owner}, ${slug}: ${sentence}`)
        owners.set(sentence, slug)
      }
    }
    expect(owners.size).toBeGreaterThan(500)
    expect(shared).toEqual([])
  })

  it('is not loaded over communities that are there already', async () => {
    expect(await loadSampleAtlas(db, { SITE_URL: siteUrl }, () => {})).toBe(0)
    expect(await read(db)).toEqual(atlas)
  })
})

function isTranslated<T extends { locale: string }>(
  texts: T[],
  locale: string,
  original: string,
  wordsOf: (text: T) => string | null,
): boolean {
  const [theirs, own] = [locale, original].map((wanted) => {
    const text = texts.find((candidate) => candidate.locale === wanted)
    return text ? wordsOf(text) : null
  })
  return Boolean(theirs) && Boolean(own) && theirs !== own
}

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?。])\s*|\n+/)
    .map((sentence) => sentence.trim().toLowerCase())
    .filter((sentence) => sentence.length >= 40)
