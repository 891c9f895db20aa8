import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RegionNames } from '../../src/atlas/document/document.ts'
import * as drafts from '../../src/editorial/drafts/service.ts'
import { importFiles } from '../../src/editorial/imports/files.ts'
import { type ImportRequest, importDocument } from '../../src/editorial/imports/service.ts'
import { readRegionNames } from '../../src/editorial/regions/service.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, nextSecond, save, siteUrl, tester } from '../support/factories.ts'

let db: TestDatabase
let regions: RegionNames
beforeAll(async () => {
  db = await freshDatabase()
  regions = await readRegionNames(db.prisma)
})
afterAll(() => db.close())

const take = (text: string, request: Partial<ImportRequest> = {}) =>
  importDocument(db, new TextEncoder().encode(text), {
    ...{ regions, kind: null, overwrite: false, dryRun: false, by: tester },
    now: nextSecond(),
    ...request,
  })

const plain = (title: string, overview = 'Some words.', more = '') =>
  `${title}\n\nRegion: Japan\n\nA tagline.\n\nOverview\n\n${overview}\n${more}`

const markdown = (
  slug: string,
  title: string,
  front = '',
  sections = '## Overview\n\nSome words.',
) => `---\nslug: ${slug}\nregions: [JP]\n${front}---\n\n# ${title}\n\nA tagline.\n\n${sections}\n`

const translation = (slug: string, body = '## Resumen {overview}\n\nPalabras.') =>
  `---\nslug: ${slug}\nlocale: es\n---\n\n# Título\n\nUn lema.\n\n${body}\n`

async function newest(slug: string) {
  const draft = await drafts.getDraft(db.prisma, slug, tester)
  return drafts.getContent(db.prisma, draft, draft.revision)
}

const stored = async () => ({
  drafts: await db.prisma.draft.findMany({ orderBy: { id: 'asc' } }),
  slugs: await db.prisma.draftSlug.count(),
  revisions: await db.prisma.revision.count(),
})

/** What an import answers, where it must leave everything as it was. */
async function refused(text: string, request: Partial<ImportRequest> = {}) {
  const before = await stored()
  const result = await take(text, request)
  expect(result).toMatchObject({ outcome: 'refused', revision: null })
  expect(result.errors).not.toEqual([])
  expect(await stored()).toEqual(before)
  return result
}

describe('an import', () => {
  it('creates a community, says unchanged for the same bytes, and updates it with others', async () => {
    const first = plain('Tea circles')
    expect(await take(first)).toMatchObject({
      ...{ outcome: 'created', slug: 'tea-circles', revision: 1, errors: [] },
    })
    expect(await take(first)).toMatchObject({ outcome: 'unchanged', revision: 1 })
    expect(await take(plain('Tea circles', 'Other words.'))).toMatchObject({
      ...{ outcome: 'updated', slug: 'tea-circles', revision: 2 },
    })
    expect((await newest('tea-circles')).sections[0]?.body).toBe('Other words.')
  })

  it('takes the kind that the caller names where the document states none, and only there', async () => {
    await take(plain('Kindless'), { kind: 'fandom' })
    await take(markdown('kinded', 'Kinded', 'kind: scene\n'), { kind: 'fandom' })
    await take(plain('Usual'))
    const kinds = await Promise.all(['kindless', 'kinded', 'usual'].map(newest))
    expect(kinds.map(({ kind }) => kind)).toEqual(['fandom', 'scene', 'microculture'])
  })

  it('stores nothing of a document that it refuses, and says the line of every fault', async () => {
    const front = 'tags: [fine, "Not fine"]\n'
    const text = markdown(
      'broken',
      'Broken',
      front,
      '## Overview\n\nWords.\n\n## Nonsense\n\nMore.',
    )
    const { errors } = await refused(text)
    const lines = text.split('\n')
    expect(errors.map(({ line }) => lines[line - 1])).toEqual([
      expect.stringContaining('tags:'),
      '## Nonsense',
    ])
  })

  it('stores nothing of a change that it refuses', async () => {
    await take(plain('Kept whole'))
    const before = await newest('kept-whole')
    await refused(plain('Kept whole', 'New words.', '\nHistory\n'))
    expect(await newest('kept-whole')).toEqual(before)
  })

  it('stores nothing when it is a dry run, and says what would happen', async () => {
    await take(plain('Rehearsed'))
    const before = await stored()
    const dryRun = true
    expect(await take(plain('Never made'), { dryRun })).toMatchObject({
      ...{ outcome: 'created', revision: null },
    })
    const changed = plain('Rehearsed', 'Else.')
    expect(await take(changed, { dryRun })).toMatchObject({ outcome: 'updated' })
    expect(await take(plain('Rehearsed'), { dryRun })).toMatchObject({ outcome: 'unchanged' })
    expect(await take('Only a title', { dryRun })).toBeDefined()
    expect(await stored()).toEqual(before)
  })

  it('makes one community of many documents about the same new slug at once', async () => {
    const many = Array.from({ length: 8 }, (_, n) => take(plain('Stampede', `Words ${n}.`)))
    const outcomes = (await Promise.all(many)).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
    expect(await db.prisma.draft.count({ where: { slug: 'stampede' } })).toBe(1)
    const { revision } = await drafts.getDraft(db.prisma, 'stampede', tester)
    expect(outcomes.filter((outcome) => outcome !== 'refused')).toHaveLength(revision)
  })
})

describe('importing again', () => {
  it('keeps what the plain form cannot express, and every id', async () => {
    const front =
      'kind: scene\ntags: [tea]\naliases: [Tea People]\nlicense: CC0\ncreditText: Somebody\n' +
      'crossReferences:\n  - { relation: see_also, target: { community: elsewhere } }\n'
    const sections = '## Overview\n\nFirst.\n\n## Loose ends {other #loose-ends}\n\nLoose.'
    await take(markdown('richly', 'Richly', front, sections))
    await take(translation('richly'))
    const before = await newest('richly')
    expect(await take(plain('Richly', 'Second.'))).toMatchObject({ outcome: 'updated' })
    const after = await newest('richly')
    expect(after.sections[0]).toEqual({ ...before.sections[0], body: 'Second.' })
    expect({ ...after, sections: [] }).toEqual({ ...before, sections: [] })
    expect(after.sections[1]).toEqual(before.sections[1])
    expect(after.translations).toHaveProperty('es')
    expect(after.crossReferences).toHaveLength(1)
  })

  it('keeps the ids of sections and references that a Markdown document states again', async () => {
    const reference = (note: string) =>
      `crossReferences:\n  - { relation: see_also, target: { community: other-one }, note: ${note} }\n`
    await take(markdown('again', 'Again', reference('First')))
    const before = await newest('again')
    const sections = '## History\n\nThen.\n\n## Overview\n\nNow.'
    await take(markdown('again', 'Again', reference('Second'), sections))
    const after = await newest('again')
    expect(after.sections.map(({ kind }) => kind)).toEqual(['history', 'overview'])
    expect(after.sections[1]?.id).toBe(before.sections[0]?.id)
    expect(after.crossReferences[0]).toMatchObject({
      id: before.crossReferences[0]?.id,
      note: 'Second',
    })
  })

  it('refuses a draft that somebody edited since, and takes it where told to overwrite', async () => {
    await take(plain('Edited'))
    const content = await newest('edited')
    await save(db, { ...content, tagline: 'By hand.' })
    const text = plain('Edited', 'From the file.')
    const { errors } = await refused(text)
    expect(errors[0]?.message).toMatch(/edited since its last import/)
    await refused(text, { dryRun: true })
    expect((await newest('edited')).tagline).toBe('By hand.')
    expect(await take(text, { overwrite: true })).toMatchObject({ outcome: 'updated', revision: 3 })
    expect(await take(plain('Edited', 'And on.'))).toMatchObject({ outcome: 'updated' })
  })

  it('refuses a draft that no document made', async () => {
    await save(db, contentOf({ title: 'Handmade' }))
    await refused(plain('Handmade', 'From a file.'))
  })
})

describe('a translation', () => {
  it('adds texts in its language and changes nothing else', async () => {
    await take(markdown('spoken', 'Spoken', 'tags: [talk]\n'))
    const before = await newest('spoken')
    expect(await take(translation('spoken'))).toMatchObject({ outcome: 'updated' })
    const [section] = before.sections
    expect(await newest('spoken')).toEqual({
      ...before,
      translations: { es: { title: 'Título', tagline: 'Un lema.' } },
      sections: [{ ...section, translations: { es: { heading: 'Resumen', body: 'Palabras.' } } }],
    })
    expect(await take(translation('spoken'))).toMatchObject({ outcome: 'unchanged' })
  })

  it('is refused where there is no community to translate', async () => {
    await refused(translation('nobody'))
  })

  it('is refused where it has a section that the community has not, at that line', async () => {
    await take(markdown('short', 'Short'))
    const text = translation('short', '## Historia {history}\n\nAntes.')
    const { errors } = await refused(text)
    expect(errors.map(({ line }) => text.split('\n')[line - 1])).toEqual(['## Historia {history}'])
  })

  it('is not what a whole document in another language is: that is refused', async () => {
    await take(markdown('native', 'Native'))
    await refused(markdown('native', 'Nativo', 'locale: es\n'))
    await refused(plain('Native').replace('Region:', 'Locale: es\nRegion:'))
  })
})

describe('importing files', () => {
  it('takes translations after what they translate and publishes each community once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-import-'))
    try {
      await writeFile(join(folder, 'pair.es.md'), translation('pair'))
      await writeFile(join(folder, 'pair.md'), markdown('pair', 'Pair'))
      await writeFile(
        join(folder, 'unpublishable.md'),
        markdown('lacking', 'Lacking').replace('A tagline.\n\n', ''),
      )
      await writeFile(
        join(folder, 'wrong.txt'),
        'Wrong\n\nRegion: Nowhereland\n\nTag.\n\nOverview\n\nX.\n',
      )
      await writeFile(join(folder, 'ignored.json'), '{}')
      const results = await importFiles(db, [folder, join(folder, 'pair.md')], {
        ...{ kind: null, overwrite: false, dryRun: false, publish: true, siteUrl },
        ...{ by: tester, now: nextSecond, progress: () => {} },
      })
      const said = results.map(({ file, outcome, publication }) => [
        ...[file.slice(folder.length + 1), outcome, publication],
      ])
      expect(said).toEqual([
        ['pair.md', 'created', null],
        ['unpublishable.md', 'created', 'refused'],
        ['wrong.txt', 'refused', null],
        ['pair.es.md', 'updated', 'published'],
      ])
      const texts = await db.prisma.communityText.findMany({
        where: { community: { slug: 'pair' } },
      })
      expect(texts.map(({ locale }) => locale).sort()).toEqual(['en', 'es'])
      expect(await db.prisma.community.count({ where: { slug: 'lacking' } })).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
