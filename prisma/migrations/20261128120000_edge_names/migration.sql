-- An edge bears how each of its ends is named within other resources, in its own language: a profile shows some twenty of
-- them, and to look each up, or just to make ready for it, took as long as to read the sections.
CREATE FUNCTION published.end_name(of_community uuid, of_section uuid, of_url text, of_label text) RETURNS TABLE (name text)
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN c.id IS NULL THEN
      concat('{"type" : "external", "url" : ', to_json(of_url), ', "label" : ', COALESCE(to_json(of_label), 'null'), '}')
    WHEN s.id IS NULL THEN
      concat('{"type" : "community", "id" : "', c.id, '", "slug" : "', c.slug, '", "title" : ', to_json(c.title), '}')
    ELSE
      concat('{"type" : "section", "id" : "', s.id, '", "slug" : "', s.slug, '", "title" : ', to_json(x.heading),
        ', "community" : {"type" : "community", "id" : "', c.id, '", "slug" : "', c.slug, '", "title" : ',
        to_json(c.title), '}}')
    END
  FROM (SELECT) one
  LEFT JOIN published.community c ON c.id = of_community
  LEFT JOIN published.section s ON s.id = of_section
  LEFT JOIN published.section_text x ON x.section_id = s.id AND x.locale = c.default_locale
$$;
ALTER TABLE "published"."edge" ADD COLUMN "from_name" TEXT, ADD COLUMN "to_name" TEXT;
UPDATE "published"."edge" e SET
  "from_name" = (SELECT n.name FROM published.end_name(e."from_id", e."from_section_id", NULL, NULL) n),
  "to_name" = (SELECT n.name FROM published.end_name(e."to_id", e."to_section_id", e."to_url", e."to_label") n);
ALTER TABLE "published"."edge" ALTER COLUMN "from_name" SET NOT NULL, ALTER COLUMN "to_name" SET NOT NULL;
