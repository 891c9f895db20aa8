-- Where a thing was when it changed, with all that lay above: filters of the feed ask what was so at that time.
ALTER TABLE "published"."change" ADD COLUMN "area_ids" UUID[] DEFAULT ARRAY[]::UUID[];

-- A trigger keeps it, as an index is kept: whoever writes a row cannot forget it. What is no region any more keeps its id.
CREATE FUNCTION "published"."place_change"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW.area_ids := ARRAY(
    SELECT unnest(NEW.region_ids) UNION
    SELECT unnest(r.lineage) FROM published.region r WHERE r.id = ANY (NEW.region_ids) ORDER BY 1
  );
  RETURN NEW;
END $$;
CREATE TRIGGER "place_change" BEFORE INSERT ON "published"."change"
  FOR EACH ROW EXECUTE FUNCTION "published"."place_change"();

-- Of what happened before, only where things lie now is known.
UPDATE published.change c SET area_ids = ARRAY(
  SELECT unnest(c.region_ids) UNION
  SELECT unnest(r.lineage) FROM published.region r WHERE r.id = ANY (c.region_ids) ORDER BY 1
);

-- The last change of one thing is looked for when it is merged, and when old changes go.
CREATE INDEX "change_id_seq_idx" ON "published"."change"("id", "seq");

-- One row: all changes up to this one may be gone.
CREATE TABLE "published"."feed_horizon" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "feed_horizon_pkey" PRIMARY KEY ("only"),
    CONSTRAINT "feed_horizon_only" CHECK ("only")
);
INSERT INTO "published"."feed_horizon" ("seq") VALUES (0);
