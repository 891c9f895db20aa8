-- Texts that are too long for their rows are compressed. LZ4 takes a fraction of the time of Postgres' own method, which was felt in
-- every edit, import and cold read. A server that was built without it goes on as it did; what is stored already stays as it is.
DO $$
BEGIN
  ALTER TABLE "editorial"."revision" ALTER COLUMN "content" SET COMPRESSION lz4;
  ALTER TABLE "published"."section_text" ALTER COLUMN "body" SET COMPRESSION lz4, ALTER COLUMN "html" SET COMPRESSION lz4,
    ALTER COLUMN "text" SET COMPRESSION lz4;
  ALTER TABLE "published"."search_text" ALTER COLUMN "words" SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE 'This server has no LZ4.';
END $$;
