import type { Content } from '../../atlas/content.ts'
import { changedParts } from '../../atlas/editing/changed-paths.ts'
import { removedFrom } from '../../atlas/markdown/markdown.ts'
import type { Warning } from './schema.ts'

/** What publishing will take away of the texts that a change touched. */
export function warningsOf(before: Content | null, content: Content): Warning[] {
  const changed = changedParts(before, content)
  return content.sections.flatMap(({ id, body, translations }, index) => {
    if (!changed.has(id)) return []
    const place = `/sections/${index}`
    return [
      ...warningsAt(`${place}/body`, body),
      ...Object.entries(translations).flatMap(([locale, text]) =>
        warningsAt(`${place}/translations/${locale}/body`, text.body),
      ),
    ]
  })
}

const warningsAt = (pointer: string, body: string): Warning[] =>
  removedFrom(body, () => null).map((detail) => ({ pointer, code: 'sanitised', detail }))
