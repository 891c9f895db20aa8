-- What lists filter by stands on the community itself, so that the planner knows how rare a value is: walking the
-- order of the list is right for a common one, an index for a rare one.
ALTER TABLE "published"."community" ADD COLUMN "area_ids" UUID[] DEFAULT ARRAY[]::UUID[];
CREATE INDEX "community_area_ids_idx" ON "published"."community" USING GIN ("area_ids") WITH (fastupdate = off);
CREATE INDEX "community_locales_idx" ON "published"."community" USING GIN ("locales") WITH (fastupdate = off);
ALTER INDEX "published"."community_tags_idx" SET (fastupdate = off);

CREATE TABLE "published"."community_tag" (
    "tag" TEXT COLLATE "C" NOT NULL,
    "community_id" UUID NOT NULL,

    CONSTRAINT "community_tag_pkey" PRIMARY KEY ("tag","community_id")
);
CREATE INDEX "community_tag_community_id_idx" ON "published"."community_tag"("community_id");
ALTER TABLE "published"."community_tag" ADD CONSTRAINT "community_tag_community_id_fkey"
  FOREIGN KEY ("community_id") REFERENCES "published"."community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Both are kept by triggers, as an index is: whoever writes a row cannot forget them.
CREATE FUNCTION "published"."areas_of"(communities UUID[]) RETURNS TABLE (community_id UUID, ids UUID[])
LANGUAGE SQL STABLE AS $$
  SELECT cr.community_id, array_agg(DISTINCT a.id ORDER BY a.id)
  FROM published.community_region cr JOIN published.region r ON r.id = cr.region_id
  CROSS JOIN LATERAL unnest(r.lineage) AS a(id)
  WHERE cr.community_id = ANY (communities) GROUP BY cr.community_id
$$;

CREATE FUNCTION "published"."place_communities"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  UPDATE published.community c SET area_ids = a.ids
  FROM published.areas_of(ARRAY(SELECT DISTINCT p.community_id FROM placed p)) a
  WHERE c.id = a.community_id AND c.area_ids <> a.ids;
  RETURN NULL;
END $$;
-- Regions of a community are replaced as a whole or go with it, so there is none for their removal.
CREATE TRIGGER "place_communities" AFTER INSERT ON "published"."community_region"
  REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION "published"."place_communities"();

CREATE FUNCTION "published"."move_communities"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  UPDATE published.community c SET area_ids = a.ids
  FROM published.areas_of(ARRAY(
    SELECT DISTINCT cr.community_id FROM moved m JOIN still s ON s.id = m.id AND s.lineage <> m.lineage
    JOIN published.community_region cr ON cr.region_id = m.id)) a
  WHERE c.id = a.community_id AND c.area_ids <> a.ids;
  RETURN NULL;
END $$;
CREATE TRIGGER "move_communities" AFTER UPDATE ON "published"."region"
  REFERENCING OLD TABLE AS still NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION "published"."move_communities"();

CREATE FUNCTION "published"."tag_communities"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO published.community_tag (tag, community_id)
  SELECT t.tag, n.id FROM tagged n CROSS JOIN LATERAL unnest(n.tags) AS t(tag) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "tag_communities" AFTER INSERT ON "published"."community"
  REFERENCING NEW TABLE AS tagged FOR EACH STATEMENT EXECUTE FUNCTION "published"."tag_communities"();

CREATE FUNCTION "published"."retag_community"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM published.community_tag t WHERE t.community_id = NEW.id AND t.tag <> ALL (NEW.tags);
  INSERT INTO published.community_tag (tag, community_id)
  SELECT t.tag, NEW.id FROM unnest(NEW.tags) AS t(tag) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "retag_community" AFTER UPDATE ON "published"."community"
  FOR EACH ROW WHEN (OLD.tags IS DISTINCT FROM NEW.tags) EXECUTE FUNCTION "published"."retag_community"();

-- What is published already.
UPDATE "published"."community" c SET area_ids = a.ids
FROM "published"."areas_of"(ARRAY(SELECT id FROM "published"."community")) a WHERE c.id = a.community_id;
INSERT INTO "published"."community_tag" (tag, community_id)
SELECT DISTINCT t.tag, c.id FROM "published"."community" c CROSS JOIN LATERAL unnest(c.tags) AS t(tag);
