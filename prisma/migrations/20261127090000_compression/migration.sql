-- Texts of some kilobytes: LZ4 takes a fraction of the time of the usual compression, where the server was built with it.
DO $$
BEGIN
    ALTER TABLE "editorial"."revision" ALTER COLUMN "content" SET COMPRESSION lz4;
    ALTER TABLE "published"."section_text" ALTER COLUMN "body" SET COMPRESSION lz4;
    ALTER TABLE "published"."section_text" ALTER COLUMN "html" SET COMPRESSION lz4;
    ALTER TABLE "published"."section_text" ALTER COLUMN "text" SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
