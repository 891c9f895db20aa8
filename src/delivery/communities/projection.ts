import { firstReferences } from '../cross-references/projection.ts'
import {
  arrayOf,
  json,
  jsonText,
  objectText,
  type Projection,
  type TextProjection,
  word,
} from '../json-text.ts'
import { communityText, regionReference, sectionText, timestamp } from '../projections.ts'

/** How many cross-references a profile shows before it points to the rest. */
const profileReferences = 100

export interface ProfileShape {
  /** Placeholder of the wanted locales, most wanted first. */
  locales: string
  /** Whether texts in the community's default locale stand in for missing ones. */
  fallback: boolean
  /** Which forms of a section's body to show; none for an outline. */
  bodies: readonly BodyFormat[]
  crossReferences: boolean
}

export type BodyFormat = 'markdown' | 'html' | 'text'

const bodyFields: Record<BodyFormat, [field: string, column: string]> = {
  markdown: ['body', 'x.body'],
  html: ['html', 'x.html'],
  text: ['text', 'x.text'],
}

/** A section `s` with its text `x`. */
export const sectionFields = (bodies: readonly BodyFormat[]): Projection => ({
  type: word(`'section'`),
  id: word('s.id'),
  slug: word('s.slug'),
  kind: word('s.kind'),
  heading: 'x.heading',
  position: json('s.position'),
  locale: word('x.locale'),
  ...Object.fromEntries(bodies.map((format) => bodyFields[format])),
  wordCount: json('x.word_count'),
  readingMinutes: json('x.reading_minutes'),
  images: json('s.images'),
})

const defaultLocale = (fallback: boolean) => (fallback ? 'c.default_locale' : 'NULL')

/** The best text of the community `c`, for a FROM clause; no row where there is none to show. */
export const communityTextJoin = ({ locales, fallback }: ProfileShape): string =>
  `CROSS JOIN LATERAL (${communityText('c', locales, defaultLocale(fallback))}) t`

/** The first cross-references of the community `c` as a row `e`, for a FROM clause; nothing where none are wanted. */
export const referencesJoin = ({ locales, crossReferences }: ProfileShape): string =>
  crossReferences
    ? `CROSS JOIN LATERAL (${firstReferences('c', locales, profileReferences)}) e`
    : ''

/** The sections `s` of the community `c` with their best texts `x`. */
export const sectionsFrom = ({ locales, fallback }: Pick<ProfileShape, 'locales' | 'fallback'>) =>
  `published.section s
   CROSS JOIN LATERAL (${sectionText('s', locales, defaultLocale(fallback))}) x
   WHERE s.community_id = c.id`

/** Every field of a profile for the community `c` with its text `t`, in the order in which they are sent; for `objectText`. */
export function profileFields(shape: ProfileShape): TextProjection {
  const { locales, fallback, bodies, crossReferences } = shape
  const region = { ...regionReference('r', locales), role: word('cr.role') }
  return {
    type: word(`'community'`),
    id: word('c.id'),
    slug: word('c.slug'),
    kind: word('c.kind'),
    title: 't.title',
    tagline: 't.tagline',
    aliases: json('to_json(c.aliases)'),
    tags: json('to_json(c.tags)'),
    images: json('c.images'),
    locale: word('t.locale'),
    locales: json('to_json(c.locales)'),
    regions: jsonText(`(SELECT ${arrayOf(objectText(region), 'cr.position')}
      FROM published.community_region cr JOIN published.region r ON r.id = cr.region_id
      WHERE cr.community_id = c.id)`),
    sections: jsonText(`(SELECT ${arrayOf(objectText(sectionFields(bodies)), 's.position')}
      FROM ${sectionsFrom(shape)})`),
    ...(fallback ? {} : { untranslatedSections: json(untranslated(locales)) }),
    ...(crossReferences ? { crossReferences: jsonText('e.items') } : {}),
    canonicalUrl: 'c.canonical_url',
    license: 'c.license',
    creditText: 'c.credit_text',
    wordCount: json('c.word_count'),
    revision: json('c.revision'),
    publishedAt: word(timestamp('c.published_at')),
    updatedAt: word(timestamp('c.updated_at')),
  }
}

const untranslated = (locales: string) =>
  `(SELECT COALESCE(json_agg(u.slug ORDER BY u.position), '[]') FROM published.section u
    WHERE u.community_id = c.id AND NOT EXISTS (
      SELECT 1 FROM published.section_text v WHERE v.section_id = u.id AND v.locale = ANY (${locales})))`

/** The part of a projection that `fields=` asks for; `type` and `id` always stay. */
export function onlyFields(
  fields: TextProjection,
  wanted: readonly string[] | undefined,
): TextProjection {
  if (!wanted) return fields
  const kept = new Set(['type', 'id', ...wanted])
  return Object.fromEntries(Object.entries(fields).filter(([name]) => kept.has(name)))
}
