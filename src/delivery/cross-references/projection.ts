import { z } from 'zod'
import { arrayOf, json, jsonText, objectText, word } from '../json-text.ts'
import { noLocales } from '../parameters.ts'
import { communityNames, jsonObject, sectionNames } from '../projections.ts'
import { inverseOf, labelOf } from '../relations.ts'

/** The order in which a community's cross-references are shown: its own first, as it lists them. */
export const referenceOrder = 'v.rank, v.position, v.id'

/**
 * Rows `v`: the public edges of the community `alias`, read from its end. Where both ends assert one, the
 * community's own words are shown.
 */
export const edgesOf = (alias: string): string => `
  SELECT DISTINCT ON (e.id) e.id, a.quote, a.note, e.to_url, e.to_label,
    CASE WHEN a.community_id = ${alias}.id THEN 0 ELSE 1 END AS rank,
    CASE WHEN a.community_id = ${alias}.id THEN a.position ELSE 0 END AS position,
    CASE WHEN e.from_id = ${alias}.id THEN e.relation ELSE ${inverseOf('e.relation')} END AS relation,
    CASE WHEN e.from_id = ${alias}.id THEN e.to_id ELSE e.from_id END AS other_id,
    CASE WHEN e.from_id = ${alias}.id THEN e.to_name ELSE e.from_name END AS other_name,
    CASE WHEN e.from_id = ${alias}.id THEN e.to_section_id ELSE e.from_section_id END AS other_section_id,
    COALESCE(CASE WHEN a.community_id = ${alias}.id THEN a.section_id END,
      CASE WHEN e.from_id = ${alias}.id THEN e.from_section_id ELSE e.to_section_id END) AS own_section_id
  FROM published.edge e JOIN published.assertion a ON a.edge_id = e.id
  WHERE e.from_id = ${alias}.id OR e.to_id = ${alias}.id
  ORDER BY e.id, (a.community_id = ${alias}.id) DESC, a.linked, a.position, a.id`

/** A row `v` of `edgesOf` as text that is JSON. */
export const referenceText = (locales: string): string =>
  objectText({
    type: word(`'cross_reference'`),
    id: word('v.id'),
    relation: word('v.relation'),
    label: json(labelOf('v.relation')),
    direction: word(`CASE v.rank WHEN 0 THEN 'outgoing' ELSE 'incoming' END`),
    // Most have none, and to look for nothing takes as long as to find something.
    section: jsonText(`CASE WHEN v.own_section_id IS NULL THEN 'null' ELSE (
      SELECT concat('"', s.slug, '"') FROM published.section s WHERE s.id = v.own_section_id) END`),
    quote: 'v.quote',
    note: 'v.note',
    target: jsonText(endText('v.other', locales)),
  })

/**
 * An end of an edge as text that is JSON: a section, a community or a URI outside the atlas. In its own language it is
 * named by the edge itself.
 */
const endText = (end: 'e.from' | 'e.to' | 'v.other', locales: string): string => {
  if (locales === noLocales) return `${end}_name`
  const [row] = end.split('.')
  return `CASE WHEN ${end}_section_id IS NOT NULL THEN (
      SELECT ${sectionInText(locales)} FROM published.section os
      JOIN published.community oc ON oc.id = os.community_id WHERE os.id = ${end}_section_id)
    WHEN ${end}_id IS NOT NULL THEN (
      SELECT ${objectText(communityNames('oc', locales))} FROM published.community oc WHERE oc.id = ${end}_id)
    ELSE ${objectText({ type: word(`'external'`), url: `${row}.to_url`, label: `${row}.to_label` })} END`
}

const sectionInText = (locales: string) =>
  objectText({
    ...sectionNames('os', 'oc', locales),
    community: jsonText(objectText(communityNames('oc', locales))),
  })

/** Where the first cross-references end, in `referenceOrder`: NULL where that is all of them. */
export const Rest = z.array(z.union([z.string(), z.number()])).nullable()

/**
 * A row with the first cross-references of the community `alias`, as the text of a JSON array `items`, and where they end, as
 * `rest`: NULL where that is all of them.
 */
export const firstReferences = (alias: string, locales: string, limit: number): string => `
  SELECT concat('[', array_to_string((${inOrder('body')})[:${limit}], ', '), ']') AS items,
    CASE WHEN count(*) > ${limit} THEN json_build_array((${inOrder('rank')})[${limit}],
      (${inOrder('position')})[${limit}], (${inOrder('id')})[${limit}]) END AS rest
  FROM (
    SELECT ${referenceText(locales)} AS body, ${referenceOrder}
    FROM (${edgesOf(alias)}) v ORDER BY ${referenceOrder} LIMIT ${limit + 1}
  ) v`

/** What a column of rows `v` holds. That they come in this order already spares Postgres 16 and later the sorting. */
const inOrder = (column: string): string => `array_agg(v.${column} ORDER BY ${referenceOrder})`

/** A row with all cross-references of the community `alias`, as the text of a JSON array `items`. */
export const allReferences = (alias: string, locales: string): string => `
  SELECT ${arrayOf(referenceText(locales), referenceOrder)} AS items
  FROM (${edgesOf(alias)}) v`

/** An edge `e` in its canonical direction as JSON, with what each side says of it. */
export const edgeJson = (locales: string): string =>
  jsonObject({
    type: `'cross_reference'`,
    id: 'e.id',
    relation: 'e.relation',
    label: labelOf('e.relation'),
    from: `(${endText('e.from', locales)})::json`,
    to: `(${endText('e.to', locales)})::json`,
    assertions: `(SELECT json_agg(${jsonObject({
      community: 'ac.slug',
      section: '(SELECT s.slug FROM published.section s WHERE s.id = a.section_id)',
      quote: 'a.quote',
      note: 'a.note',
    })} ORDER BY a.id) FROM (
        SELECT DISTINCT ON (w.community_id) w.* FROM published.assertion w WHERE w.edge_id = e.id
        ORDER BY w.community_id, w.linked, w.position, w.id
      ) a JOIN published.community ac ON ac.id = a.community_id)`,
  })
