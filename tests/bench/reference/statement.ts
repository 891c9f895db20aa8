/**
 * A profile as most services would read it: one statement, its JSON made by Postgres. It leaves out what the atlas
 * also decides: languages, which side of an edge is shown, who said it, where more of them are.
 */
export const profileStatement = `SELECT json_build_object(
    'type', 'community', 'id', c.id, 'slug', c.slug, 'kind', c.kind, 'title', t.title, 'tagline', t.tagline,
    'aliases', c.aliases, 'tags', c.tags, 'images', c.images, 'locale', t.locale, 'locales', c.locales,
    'regions', (SELECT json_agg(json_build_object('type', 'region', 'id', r.id, 'slug', r.slug, 'name', r.name,
        'kind', r.kind, 'isoAlpha2', r.iso_alpha2, 'm49', r.m49, 'role', cr.role) ORDER BY cr.position)
      FROM published.community_region cr JOIN published.region r ON r.id = cr.region_id
      WHERE cr.community_id = c.id),
    'sections', (SELECT json_agg(json_build_object('type', 'section', 'id', s.id, 'slug', s.slug, 'kind', s.kind,
        'heading', x.heading, 'position', s.position, 'locale', x.locale, 'body', x.body,
        'wordCount', x.word_count, 'readingMinutes', x.reading_minutes, 'images', s.images) ORDER BY s.position)
      FROM published.section s
      JOIN published.section_text x ON x.section_id = s.id AND x.locale = c.default_locale
      WHERE s.community_id = c.id),
    'crossReferences', (SELECT json_agg(json_build_object('type', 'cross_reference', 'id', e.id,
        'relation', e.relation, 'quote', a.quote, 'note', a.note, 'target', json_build_object('type', 'community',
          'id', o.id, 'slug', o.slug, 'title', ot.title)))
      FROM published.edge e
      JOIN published.community o ON o.id = CASE WHEN e.from_id = c.id THEN e.to_id ELSE e.from_id END
      JOIN published.community_text ot ON ot.community_id = o.id AND ot.locale = o.default_locale
      JOIN LATERAL (SELECT quote, note FROM published.assertion WHERE edge_id = e.id LIMIT 1) a ON true
      WHERE e.from_id = c.id OR e.to_id = c.id),
    'canonicalUrl', c.canonical_url, 'license', c.license, 'creditText', c.credit_text, 'wordCount', c.word_count,
    'revision', c.revision, 'publishedAt', c.published_at, 'updatedAt', c.updated_at)::text AS body
  FROM published.community c
  JOIN published.community_text t ON t.community_id = c.id AND t.locale = c.default_locale
  WHERE c.slug = $1`
