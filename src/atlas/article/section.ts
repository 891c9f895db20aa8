import type { PublishedSection } from '../published/profile.ts'
import { slugFrom } from '../slug.ts'
import { figures } from './figures.ts'
import { Identifiers } from './identifiers.ts'
import { element, escaped } from './markup.ts'

/** One section as a fragment of a page: its heading, its pictures and its sanitised body. */
export function sectionFragment(
  section: PublishedSection,
  identifiers = new Identifiers(),
): string {
  const { slug, locale, heading, body, images } = section
  const headingId = identifiers.take(`${slug}-heading`)
  return element(
    'section',
    { id: slug, lang: locale, 'aria-labelledby': headingId },
    [
      element('h2', { id: headingId }, escaped(heading)),
      ...figures(images),
      withHeadingIds(body.trim(), slug, identifiers),
    ].join('\n'),
  )
}

/** Publishing shifts the headings of a body below `h2`; here they get ids, by which they can be linked to. */
const withHeadingIds = (html: string, slug: string, identifiers: Identifiers): string =>
  html.replaceAll(/<h([3-6])>(.*?)<\/h\1>/gs, (_, level: string, content: string) => {
    const id = identifiers.take(`${slug}-${slugFrom(textOf(content)) || 'part'}`)
    return element(`h${level}`, { id }, content)
  })

const textOf = (html: string): string =>
  html.replaceAll(/<[^>]*>/g, '').replaceAll(/&(?:amp|lt|gt|quot);/g, ' ')
