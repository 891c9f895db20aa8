-- How much may wait to be sorted into the search indexes is for the session to say: little where one profile is published
-- (src/database/open.ts), much where an import does it and sorts at the end.
ALTER INDEX "published"."search_text_names_idx" RESET (gin_pending_list_limit);
ALTER INDEX "published"."search_text_words_idx" RESET (gin_pending_list_limit);

-- A section with its text in three forms mostly fits into a page: it is read and written as it is, in one place.
ALTER TABLE "published"."section_text" SET (toast_tuple_target = 8160);

-- Where the server has no LZ4, compressing a revision takes longer than all else of an edit.
DO $$
BEGIN
    IF (SELECT attcompression <> 'l' FROM pg_attribute
        WHERE attrelid = 'editorial.revision'::regclass AND attname = 'content') THEN
        ALTER TABLE "editorial"."revision" ALTER COLUMN "content" SET STORAGE EXTERNAL;
    END IF;
END
$$;

-- Regions with all that lie above them. A loop over few rows by their key: an import asks for it thousands of times, and
-- most of a join of that size is its set-up.
CREATE FUNCTION "published"."areas_around"(regions UUID[]) RETURNS UUID[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  areas UUID[] := regions;
  place UUID;
BEGIN
  FOREACH place IN ARRAY regions LOOP
    areas := areas || (SELECT r.lineage FROM published.region r WHERE r.id = place);
  END LOOP;
  RETURN ARRAY(SELECT DISTINCT a.id FROM unnest(areas) AS a(id) ORDER BY 1);
END $$;
CREATE OR REPLACE FUNCTION "published"."place_change"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW.area_ids := published.areas_around(NEW.region_ids);
  RETURN NEW;
END $$;
