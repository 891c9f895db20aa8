import type { Content } from '../../atlas/content.ts'
import { changedParts } from '../../atlas/editing/changed-paths.ts'
import { compileMarkdown } from '../../atlas/markdown/markdown.ts'
import type { Warning } from './schema.ts'

/** What publishing will take away of the texts that a change touched. */
export function warningsOf(before: Content | null, content: Content): Warning[] {
  const changed = changedParts(before, content)
  return content.sections.flatMap(({ id, body, translations }, index) => {
    if (!changed.has(id)) return []
    const place = `/sections/${index}`
    return [
      ...removedFrom(body, content.defaultLocale, `${place}/body`),
      ...Object.entries(translations).flatMap(([locale, text]) =>
        removedFrom(text.body, locale, `${place}/translations/${locale}/body`),
      ),
    ]
  })
}

const removedFrom = (body: string, locale: string, pointer: string): Warning[] =>
  compileMarkdown(body, locale, () => null).removed.map((detail) => ({
    pointer,
    code: 'sanitised',
    detail,
  }))
