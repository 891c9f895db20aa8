-- An edge bears how each of its ends is named within other resources, in its own language: a profile shows some twenty of
-- them, and to look each up, or just to make ready for it, took as long as to read the sections.
-- Of a function that returns a table Postgres makes a part of the statement that calls it. It is always one row.
CREATE FUNCTION published.end_name(
  of_community uuid, of_section uuid DEFAULT NULL, of_url text DEFAULT NULL, of_label text DEFAULT NULL
) RETURNS TABLE (name text)
LANGUAGE sql STABLE AS $$
  SELECT (CASE
    WHEN of_section IS NOT NULL THEN
      json_build_object('type', 'section', 'id', s.id, 'slug', s.slug, 'title', x.heading, 'community', n.community)
    WHEN of_community IS NOT NULL THEN n.community
    ELSE json_build_object('type', 'external', 'url', of_url, 'label', of_label)
    END)::text
  FROM (SELECT) one
  LEFT JOIN published.community c ON c.id = of_community
  LEFT JOIN published.section s ON s.id = of_section
  LEFT JOIN published.section_text x ON x.section_id = s.id AND x.locale = c.default_locale
  CROSS JOIN LATERAL (
    SELECT json_build_object('type', 'community', 'id', c.id, 'slug', c.slug, 'title', c.title) AS community
  ) n
$$;
ALTER TABLE "published"."edge" ADD COLUMN "from_name" TEXT, ADD COLUMN "to_name" TEXT;
UPDATE "published"."edge" e SET
  "from_name" = (SELECT n.name FROM published.end_name(e."from_id", e."from_section_id") n),
  "to_name" = (SELECT n.name FROM published.end_name(e."to_id", e."to_section_id", e."to_url", e."to_label") n);
ALTER TABLE "published"."edge" ALTER COLUMN "from_name" SET NOT NULL, ALTER COLUMN "to_name" SET NOT NULL;
