import jsonPatch, { type Operation } from 'fast-json-patch'
import type { Content } from '../content.ts'
import { keyedContent } from './keyed-content.ts'
import { type Segment, wordDiff } from './word-diff.ts'

type Field = 'title' | 'tagline' | 'heading' | 'body'

/** A text of a community or of one of its sections (its slug is the later one) that is not what it was. */
interface TextDiff {
  section: { id: string; slug: string } | null
  field: Field
  locale: string
  segments: Segment[]
}

export interface ContentDiff {
  /** JSON Patch (RFC 6902) from the keyed form of the one content to that of the other; see `keyedContent`. */
  fields: Operation[]
  /** The texts that differ, in the order of the later content, then those that are gone. */
  texts: TextDiff[]
}

/** What changed from one content to another: fields as JSON Patch, prose word by word. */
export function diffContents(from: Content, to: Content): ContentDiff {
  const [former, present] = [textsOf(from), textsOf(to)]
  const keys = new Set([...present.keys(), ...former.keys()])
  return {
    fields: jsonPatch.compare(keyedContent(from), keyedContent(to)),
    texts: [...keys].flatMap((key) => textDiff(former.get(key), present.get(key))),
  }
}

type TextFields = Record<Field, string | null>

interface Text extends Omit<TextDiff, 'segments'> {
  text: string
}

function textDiff(former: Text | undefined, present: Text | undefined): TextDiff[] {
  const [from, to] = [former?.text ?? '', present?.text ?? '']
  const either = present ?? former
  if (from === to || !either) return []
  const { section, field, locale } = either
  return [{ section, field, locale, segments: wordDiff(from, to, locale) }]
}

/** Every text by what it is the text of. A change of the default locale shows as texts of one language gone. */
function textsOf(content: Content): Map<string, Text> {
  const { defaultLocale, title, tagline, translations, sections } = content
  const texts: Text[] = []
  const add = (section: Text['section'], locale: string, fields: Partial<TextFields>) => {
    for (const [field, text] of Object.entries(fields)) {
      texts.push({ section, field: field as Field, locale, text: text ?? '' })
    }
  }
  add(null, defaultLocale, { title, tagline })
  for (const [locale, own] of Object.entries(translations)) add(null, locale, own)
  for (const { id, slug, heading, body, translations: own } of sections) {
    add({ id, slug }, defaultLocale, { heading, body })
    for (const [locale, fields] of Object.entries(own)) add({ id, slug }, locale, fields)
  }
  return new Map(texts.map((text) => [[text.section?.id, text.locale, text.field].join(' '), text]))
}
