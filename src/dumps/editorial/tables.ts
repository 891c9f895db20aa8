/** A table that an editorial dump carries, and the total order of its rows: the same on every server. */
export interface CarriedTable {
  name: string
  order: string
}

/** In this order, each row comes after those that it refers to. */
export const carriedTables: readonly CarriedTable[] = [
  { name: 'published.secret', order: 'name COLLATE "C"' },
  { name: 'published.region_slug', order: 'slug COLLATE "C"' },
  { name: 'published.region', order: 'cardinality(lineage), id' },
  { name: 'published.community_slug', order: 'slug COLLATE "C"' },
  { name: 'published.community', order: 'id' },
  { name: 'published.community_tag', order: 'community_id, tag COLLATE "C"' },
  { name: 'published.community_text', order: 'community_id, locale COLLATE "C"' },
  {
    name: 'published.community_region',
    order: 'community_id, position, region_id, role COLLATE "C"',
  },
  { name: 'published.section_slug', order: 'community_id, slug COLLATE "C"' },
  { name: 'published.section', order: 'id' },
  { name: 'published.section_text', order: 'section_id, locale COLLATE "C"' },
  { name: 'published.edge', order: 'id' },
  { name: 'published.assertion', order: 'id' },
  { name: 'published.tombstone', order: 'id' },
  { name: 'published.change', order: 'seq' },
  { name: 'published.feed_horizon', order: 'seq' },
  { name: 'editorial.draft', order: 'id' },
  { name: 'editorial.draft_slug', order: 'slug COLLATE "C"' },
  { name: 'editorial.revision', order: 'draft_id, number' },
  { name: 'editorial.standing_reference', order: 'id' },
  { name: 'editorial.review', order: 'id' },
  { name: 'editorial.schedule', order: 'id' },
  { name: 'editorial.rejected_suggestion', order: 'draft_id, suggestion COLLATE "C"' },
  { name: 'editorial.region_revision', order: 'region_id, number' },
  { name: 'editorial.api_key', order: 'id' },
  { name: 'editorial.webhook', order: 'id' },
  { name: 'editorial.audit_entry', order: 'id' },
]

/** What every migrated atlas has before anybody does anything: a dump brings its own instead. */
export const replacedTables: readonly string[] = [
  'published.region',
  'published.region_slug',
  'published.secret',
  'published.feed_horizon',
]

/** What a dump leaves out: what is made anew from the rest, and what does not live longer than a day or so. */
export const leftOutTables: readonly string[] = [
  'published.search_text',
  'published.search_config',
  'published.search_word',
  'published.suggestion',
  'editorial.preview_link',
  'editorial.idempotent_answer',
  'editorial.import_run',
  'editorial.import_item',
  'editorial.webhook_delivery',
]
