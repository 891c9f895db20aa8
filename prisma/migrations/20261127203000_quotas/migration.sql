-- What a third party was promised. Null where the usual quota of keys holds.
ALTER TABLE "editorial"."api_key" ADD COLUMN "requests_per_minute" INTEGER;
