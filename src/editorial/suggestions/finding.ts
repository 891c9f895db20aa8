import { setImmediate } from 'node:timers/promises'
import type { Content } from '../../atlas/content.ts'
import { limits } from '../../atlas/limits.ts'
import { type ContentText, proseIn, textsOf } from '../../atlas/names/content-texts.ts'
import { type FoundName, findNames } from '../../atlas/names/find-names.ts'
import type { NameIndex } from '../../atlas/names/name-index.ts'
import { quoteAround } from '../../atlas/names/quote.ts'
import type { Target, View } from './view.ts'

/** Where a text says a name; offsets in UTF-16 code units of its plain text. */
interface Place extends Pick<ContentText, 'field' | 'section' | 'locale'> {
  quote: string | null
  start: number
  end: number
}

/** Something that the texts of a community name, where they do so first, and how often. */
export interface Mention {
  target: Target
  place: Place
  occurrences: number
}

/** What a community's texts name, in all its languages. `isWanted` says which targets are of interest. */
export async function mentionsIn(
  content: Content,
  index: NameIndex,
  view: View,
  isWanted: (target: Target) => boolean,
): Promise<Mention[]> {
  const mentions = new Map<string, Mention>()
  for (const text of textsOf(content)) {
    // A long profile in many languages must not keep other requests waiting.
    await setImmediate()
    const { text: plain, searchable } = proseIn(text)
    const found = findNames(index, searchable, text.locale, view.isVisible)
    for (const { target, name } of targetsOf(found, view)) {
      if (!isWanted(target)) continue
      const known = mentions.get(target.id)
      if (known) known.occurrences += 1
      else {
        const place = placeOf(text, plain, searchable, name)
        mentions.set(target.id, { target, place, occurrences: 1 })
      }
    }
  }
  return [...mentions.values()]
}

/** The index may have a name twice for one community: as its alias and as its title in some language. */
function targetsOf(found: FoundName[], view: View): { target: Target; name: FoundName }[] {
  const seen = new Set<string>()
  return found.flatMap((name) => {
    const target = view.targetOf(name.subject)
    const key = `${target?.id} ${name.start}`
    if (!target || seen.has(key)) return []
    seen.add(key)
    return [{ target, name }]
  })
}

function placeOf(
  { field, section, locale }: ContentText,
  plain: string,
  searchable: string,
  { start, end }: FoundName,
): Place {
  const quote = quoteAround(plain, start, end, limits.quoteCharacters, searchable)
  return { field, section, locale, quote: quote === '' ? null : quote, start, end }
}
