import type { Content } from '../../atlas/content.ts'
import {
  type ContentText,
  proseIn,
  sectionTexts,
  textsOf,
} from '../../atlas/names/content-texts.ts'
import { type Finding, pathOf } from './finding.ts'

/** Cross-references whose quote no longer stands in their section or, where they name none, anywhere. */
export function missingQuotes(slug: string, content: Content): Finding[] {
  const readings = new Map<string, string[]>()
  return content.crossReferences.flatMap(({ id, section, quote }): Finding[] => {
    if (quote === null) return []
    const texts = readings.get(section ?? '') ?? readingsOf(content, section)
    readings.set(section ?? '', texts)
    if (texts.some((text) => text.includes(normalised(quote)))) return []
    const place = section === null ? 'the texts' : `the section “${section}”`
    return [
      {
        check: 'missing-quote',
        place: id,
        section,
        reference: id,
        detail: `The quote no longer stands in ${place}: “${quote}”`,
        mend: { method: 'PATCH', path: pathOf(slug, 'cross-references', id) },
      },
    ]
  })
}

function readingsOf(content: Content, wanted: string | null): string[] {
  const section = content.sections.find(({ slug }) => slug === wanted)
  const texts: ContentText[] = section ? sectionTexts(content, section) : textsOf(content)
  return texts.map((text) => normalised(proseIn(text).text))
}

/** A quote may be broken into lines otherwise than the text. */
const normalised = (text: string): string => text.replace(/\s+/g, ' ').trim()
