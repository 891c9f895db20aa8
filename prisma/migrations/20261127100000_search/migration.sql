-- Search. These tables are written by src/editorial/publishing/search and stay out of Prisma's models, which have no words for them.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What can be found, one row for each language of each community and section. `section_kind` is null for a community.
-- Texts come cut into words and folded; the words of `names` (titles, aliases, headings) stand in `words` too.
CREATE TABLE "published"."search_text" (
    "community_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "section_kind" TEXT,
    "config" TEXT NOT NULL,
    "names" TSVECTOR NOT NULL,
    "words" TSVECTOR NOT NULL,
    CONSTRAINT "search_text_pkey" PRIMARY KEY ("community_id", "item_id", "locale"),
    CONSTRAINT "search_text_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "published"."community"("id") ON DELETE CASCADE
);

-- Counting reads the rows of a common word but not their words: those stand aside, uncompressed, since they hardly shrink.
ALTER TABLE "published"."search_text" ALTER COLUMN "words" SET STORAGE EXTERNAL;
ALTER TABLE "published"."search_text" SET (toast_tuple_target = 256);

-- What waits to be sorted into an index is read by every search: by default that is up to 4 MB.
CREATE INDEX "search_text_names_idx" ON "published"."search_text" USING GIN ("names") WITH (gin_pending_list_limit = 64);
CREATE INDEX "search_text_words_idx" ON "published"."search_text" USING GIN ("words") WITH (gin_pending_list_limit = 256);

-- The text search configurations that rows were made with, so that a query is read in each of them and no other.
CREATE TABLE "published"."search_config" (
    "config" TEXT NOT NULL,
    CONSTRAINT "search_config_pkey" PRIMARY KEY ("config")
);

-- Words that stood in a public text once, for finding what a mistyped one meant. Whether a text has one now is asked then.
CREATE TABLE "published"."search_word" (
    "word" TEXT COLLATE "C" NOT NULL,
    CONSTRAINT "search_word_pkey" PRIMARY KEY ("word")
);

CREATE INDEX "search_word_trigrams_idx" ON "published"."search_word" USING GIN ("word" gin_trgm_ops);

-- What type-ahead offers: each title, alias and region name from each of its words on, the first one being `whole`.
CREATE TABLE "published"."suggestion" (
    "type" TEXT NOT NULL,
    "community_id" UUID,
    "region_id" UUID,
    "locale" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "whole" BOOLEAN NOT NULL,
    CONSTRAINT "suggestion_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "published"."community"("id") ON DELETE CASCADE,
    CONSTRAINT "suggestion_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "published"."region"("id") ON DELETE CASCADE,
    CONSTRAINT "suggestion_is_of_one" CHECK (("type" = 'community' AND "community_id" IS NOT NULL AND "region_id" IS NULL)
      OR ("type" = 'region' AND "region_id" IS NOT NULL AND "community_id" IS NULL))
);

CREATE INDEX "suggestion_key_idx" ON "published"."suggestion" ("type", "whole", "key");
CREATE INDEX "suggestion_community_id_idx" ON "published"."suggestion" ("community_id") WHERE "community_id" IS NOT NULL;
CREATE INDEX "suggestion_region_id_idx" ON "published"."suggestion" ("region_id") WHERE "region_id" IS NOT NULL;
CREATE INDEX "suggestion_trigrams_idx" ON "published"."suggestion" USING GIN ("key" gin_trgm_ops) WHERE "whole";

-- Sections across communities are listed by id within their kind.
CREATE INDEX "section_kind_id_idx" ON "published"."section"("kind", "id");
