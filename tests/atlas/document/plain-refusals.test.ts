import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../src/atlas/document/document.ts'
import { faults, regions } from './region-names.ts'

describe('a plain document that is refused', () => {
  it('is told all that is wrong with it at once', () => {
    const text = `Region: Japan

Kites

Region: Atlantis, Japn, Japan
Region: China

One tagline

Another tagline

Overview

History

Something.

History

Again.

View on The Culture Atlas: here

More.`
    expect(faults(text)).toEqual([
      '1: text before the title',
      '5: unknown region “Atlantis”',
      '5: unknown region “Japn”: did you mean “Japan”?',
      '6: a second “region:” line',
      '10: text that belongs to no section',
      '12: the section “Overview” has no text',
      '18: a second section of the kind “history”; the first is on line 14',
      '22: canonicalUrl: invalid URL',
      '24: text behind the closing line',
    ])
  })

  it.each(
    [
      ['', '1: the document has no title'],
      ['Overview\n\nKites\n\nWind.', '1: text before the title'],
      ['!!!\n\nWind.', '1: no slug can be made of the title “!!!”: add a “Slug:” line'],
      [`${'k'.repeat(201)}\n\nWind.`, '1: title: longer than 200 characters'],
      [`Kites\n\n${'k'.repeat(301)}`, '3: tagline: longer than 300 characters'],
      [
        'Kites\n\nRegion: Japan, JP (primary), Global (origin)',
        '3: regions: “primary japan” is there twice',
      ],
      [
        'Kites\n\nRegion: Global (origin)',
        '3: the role “origin” does not fit “Global”: a scope takes no other role than “scope”',
      ],
      [
        'Kites\n\nRegion: Japan (scope)',
        '3: the role “scope” does not fit “Japan”: only scopes take it',
      ],
      ['Kites\n\nSlug: 1984\n\nWind.', '3: slug: a slug may not be all digits'],
      ['Kites\n\nLocale: en_US\n\nWind.', '3: “en_US” is no BCP 47 language tag'],
      ['Kites\n\nWind.\n\nKnots {other #order}\n\nOne.', '5: slug: “order” is reserved'],
      ['Kites\n\nWi\0nd.', '3: contains a NUL character'],
      [`Kites\n\nRegion: ${'Japan, '.repeat(200)}`, '3: more than 50 regions'],
    ].map(([text = '', fault]) => ({ text, fault })),
  )('is told “$fault”', ({ text, fault }) => {
    expect(faults(text)).toContain(fault)
  })

  it('is told the line of the first byte that is not UTF-8', () => {
    const bytes = new TextEncoder().encode('Kites\n\nWind, “\nfür\n')
    bytes[bytes.indexOf(0xc3)] = 0xff
    const result = parseDocument(bytes, regions)
    expect(result).toEqual({ ok: false, errors: [{ line: 4, message: 'not UTF-8' }], warnings: [] })
  })

  it('is told when it is too long', () => {
    const result = parseDocument(new Uint8Array(2_000_001).fill(0x61), regions)
    expect(result).toMatchObject({ ok: false, errors: [{ line: 1 }] })
  })
})
