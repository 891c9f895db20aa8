import { z } from 'zod'
import type { Parameters } from '../parameters.ts'
import { communityReference, communityText, jsonObject, sectionText } from '../projections.ts'
import type { RankedRow } from './store.ts'

/** A text that was found: its JSON without what Node adds, its fields, and where in them the words are. */
export const FoundText = z.object({
  /** Which of those asked for, from 1: one may have gone meanwhile. */
  number: z.int(),
  body: z.string(),
  /** Of what `body` shows. */
  locale: z.string(),
  /** Fields of the text that was found, by the weight of their words. */
  fields: z.record(z.enum(['A', 'B', 'C', 'D']), z.array(z.string())),
  /** Positions of the words found, with their weight. */
  marks: z.array(z.tuple([z.enum(['A', 'B', 'C', 'D']), z.int()])),
  /** The last position of each weight: those of the next begin there. */
  ends: z.partialRecord(z.enum(['A', 'B', 'C', 'D']), z.int()),
})
export type FoundText = z.infer<typeof FoundText>

const community = jsonObject({
  type: `'community'`,
  id: 'c.id',
  slug: 'c.slug',
  kind: 'c.kind',
  title: 't.title',
  tagline: 't.tagline',
  locale: 't.locale',
})

const section = (locales: string): string =>
  jsonObject({
    type: `'section'`,
    id: 'e.id',
    slug: 'e.slug',
    kind: 'e.kind',
    heading: 'x.heading',
    locale: 'x.locale',
    community: communityReference('c', locales),
  })

/** A statement for the texts that were found, in their order. */
export function foundTexts(
  words: readonly string[],
  ranked: RankedRow[],
  locales: string[],
  parameters: Parameters,
): string {
  const column = (name: 'itemId' | 'communityId' | 'locale', type: string) =>
    parameters.add(
      ranked.map((row) => row[name]),
      type,
    )
  const wanted = parameters.addLocales(locales)
  const ids = `${column('communityId', 'uuid[]')}, ${column('itemId', 'uuid[]')}, ${column('locale', 'text[]')}`
  const lexemes = `tsvector_to_array(to_tsvector(s.config::regconfig, ${parameters.add(words.join(' '), 'text')}))`
  return `SELECT w.n::int AS number, p.body::text AS body, p.locale, p.fields, COALESCE(m.marks, '[]') AS marks, n.ends
    FROM unnest(${ids}) WITH ORDINALITY AS w(community_id, item_id, locale, n)
    JOIN published.search_text s ON s.community_id = w.community_id AND s.item_id = w.item_id AND s.locale = w.locale
    JOIN published.community c ON c.id = s.community_id
    CROSS JOIN LATERAL (${communityProjection(wanted)} UNION ALL ${sectionProjection(wanted)}) p
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_array(o.weight, o.position) ORDER BY o.weight, o.position) AS marks
      FROM (SELECT ${lexemes} AS lexemes OFFSET 0) l JOIN unnest(s.words) u ON u.lexeme = ANY (l.lexemes)
      CROSS JOIN LATERAL unnest(u.positions, u.weights) AS o(position, weight)
    ) m
    CROSS JOIN LATERAL (
      SELECT json_build_object('A', COALESCE(max(o.position) FILTER (WHERE o.weight = 'A'), 0),
        'B', COALESCE(max(o.position) FILTER (WHERE o.weight <= 'B'), 0),
        'C', COALESCE(max(o.position), 0)) AS ends
      FROM unnest(ts_filter(s.words, '{a,b,c}')) u
      CROSS JOIN LATERAL unnest(u.positions, u.weights) AS o(position, weight)
    ) n ORDER BY w.n`
}

const communityProjection = (wanted: string): string => `
  SELECT ${community} AS body, t.locale, json_build_object('A', ARRAY[f.title], 'B',
    CASE WHEN f.locale = c.default_locale THEN c.aliases ELSE '{}' END, 'C', ARRAY[COALESCE(f.tagline, '')],
    'D', ARRAY[]::text[]) AS fields
  FROM published.community_text f CROSS JOIN LATERAL (${communityText('c', wanted)}) t
  WHERE s.section_kind IS NULL AND f.community_id = s.item_id AND f.locale = s.locale`

const sectionProjection = (wanted: string): string => `
  SELECT ${section(wanted)}, x.locale, json_build_object('A', ARRAY[f.heading], 'B', ARRAY[]::text[],
    'C', ARRAY[]::text[], 'D', ARRAY[f.text])
  FROM published.section e JOIN published.section_text f ON f.section_id = e.id AND f.locale = s.locale
  CROSS JOIN LATERAL (${sectionText('e', wanted, 'c.default_locale')}) x
  WHERE s.section_kind IS NOT NULL AND e.id = s.item_id`
