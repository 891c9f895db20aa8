import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../src/atlas/document/document.ts'
import { writePlainDocument } from '../../../src/atlas/document/plain-writer.ts'
import { contentOf } from './contents.ts'
import { regions } from './region-names.ts'

const seed = new URL('../../../../shared/seeds/ai-ml-community.txt', import.meta.url)

describe.skipIf(!existsSync(seed))('the document that the project grew from', () => {
  it('is read without a warning and comes back byte for byte', () => {
    const bytes = readFileSync(seed)
    const result = parseDocument(bytes, regions)
    if (!result.ok) throw new Error(JSON.stringify(result.errors))
    expect(result.warnings).toEqual([])
    const { document } = result
    expect(document.slug).toBe('ai-ml-community')
    expect(document.regions).toEqual([
      { region: 'united-states', role: 'primary' },
      { region: 'global', role: 'scope' },
    ])
    expect(document.sections.map(({ kind }) => kind)).toEqual([
      ...['overview', 'history', 'traditions', 'music_arts', 'social_structure', 'modern_culture'],
    ])
    const paragraphs = document.sections.flatMap(({ body }) => body.split('\n\n'))
    for (const paragraph of paragraphs) expect(bytes.includes(`\n\n${paragraph}\n\n`)).toBe(true)
    expect(writePlainDocument(contentOf(document), regions)).toBe(bytes.toString('utf8'))
  })
})
