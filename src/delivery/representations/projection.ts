import { jsonObject, regionReference } from '../projections.ts'
import { inverseOf } from '../relations.ts'

/** The regions of the community `alias` with every code that identifies them, as a JSON array. */
export const identifiedRegions = (alias: string, locales: string): string => `
  (SELECT COALESCE(json_agg(${jsonObject({
    ...regionReference('r', locales),
    englishName: 'r.name',
    hasOwnName: ownName('r'),
    role: 'cr.role',
    isoAlpha3: 'r.iso_alpha3',
    iso31662: 'r.iso3166_2',
    wikidataId: 'r.wikidata_id',
    latitude: 'r.latitude',
    longitude: 'r.longitude',
  })} ORDER BY cr.position), '[]')
  FROM published.community_region cr JOIN published.region r ON r.id = cr.region_id
  WHERE cr.community_id = ${alias}.id)`

/**
 * Whether the English name of the region `alias` can only mean that region: no other has it, whatever its accents and
 * case, or has it as its slug or code. A sort key begins with the name without accents and case, and a `\u0001`. A
 * comma would part the name where regions stand in a list.
 */
const ownName = (alias: string): string => {
  const folded = `split_part(${alias}.name_sort_key, chr(1), 1)`
  return `(strpos(${alias}.name, ',') = 0 AND NOT EXISTS (
    SELECT 1 FROM published.region n WHERE n.id <> ${alias}.id AND (
      (n.name_sort_key >= ${folded} || chr(1) AND n.name_sort_key < ${folded} || chr(2))
      OR n.slug = lower(${alias}.name) OR n.iso_alpha2 = upper(${alias}.name) OR n.iso_alpha3 = upper(${alias}.name))))`
}

/**
 * What the document of the community `alias` says of others, in its own order and words, as a JSON array; what its
 * `[[links]]` say stands in its texts.
 */
export const ownStatements = (alias: string): string => `
  (SELECT COALESCE(json_agg(${jsonObject({
    relation: `CASE WHEN e.from_id = ${alias}.id THEN e.relation ELSE ${inverseOf('e.relation')} END`,
    target: `CASE
      WHEN e.to_url IS NOT NULL THEN ${jsonObject({ url: 'e.to_url', label: 'e.to_label' })}
      WHEN os.id IS NOT NULL THEN ${jsonObject({ community: 'o.slug', section: 'os.slug' })}
      ELSE ${jsonObject({ community: 'o.slug' })} END`,
    section: '(SELECT s.slug FROM published.section s WHERE s.id = a.section_id)',
    quote: 'a.quote',
    note: 'a.note',
  })} ORDER BY a.position), '[]')
  FROM (
    SELECT DISTINCT ON (w.edge_id) w.* FROM published.assertion w
    WHERE w.community_id = ${alias}.id AND NOT w.linked ORDER BY w.edge_id, w.position
  ) a
  JOIN published.edge e ON e.id = a.edge_id
  LEFT JOIN published.community o
    ON o.id = CASE WHEN e.from_id = ${alias}.id THEN e.to_id ELSE e.from_id END
  LEFT JOIN published.section os
    ON os.id = CASE WHEN e.from_id = ${alias}.id THEN e.to_section_id ELSE e.from_section_id END)`
