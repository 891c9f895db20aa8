-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "editorial";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "published";

-- CreateEnum
CREATE TYPE "editorial"."DraftStatus" AS ENUM ('draft', 'in_review', 'published', 'archived');

-- CreateTable
CREATE TABLE "published"."region" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "parent_id" UUID,
    "lineage" UUID[],
    "name" TEXT NOT NULL,
    "name_sort_key" TEXT COLLATE "C" NOT NULL,
    "names" JSONB NOT NULL,
    "iso_alpha2" TEXT,
    "iso_alpha3" TEXT,
    "iso3166_2" TEXT,
    "m49" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "wikidata_id" TEXT,
    "modified_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "region_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published"."region_slug" (
    "slug" TEXT NOT NULL,
    "region_id" UUID NOT NULL,

    CONSTRAINT "region_slug_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "published"."community" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "default_locale" TEXT NOT NULL,
    "locales" TEXT[],
    "title_sort_key" TEXT COLLATE "C" NOT NULL,
    "aliases" TEXT[],
    "tags" TEXT[],
    "images" JSONB NOT NULL,
    "canonical_url" TEXT,
    "license" TEXT,
    "credit_text" TEXT,
    "word_count" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "modified_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "community_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published"."community_slug" (
    "slug" TEXT NOT NULL,
    "community_id" UUID NOT NULL,

    CONSTRAINT "community_slug_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "published"."community_text" (
    "community_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "tagline" TEXT,

    CONSTRAINT "community_text_pkey" PRIMARY KEY ("community_id","locale")
);

-- CreateTable
CREATE TABLE "published"."community_region" (
    "community_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "community_region_pkey" PRIMARY KEY ("community_id","region_id","role")
);

-- CreateTable
CREATE TABLE "published"."section" (
    "id" UUID NOT NULL,
    "community_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "images" JSONB NOT NULL,
    "modified_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "section_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published"."section_slug" (
    "community_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "section_id" UUID NOT NULL,

    CONSTRAINT "section_slug_pkey" PRIMARY KEY ("community_id","slug")
);

-- CreateTable
CREATE TABLE "published"."section_text" (
    "section_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "heading" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "word_count" INTEGER NOT NULL,
    "reading_minutes" INTEGER NOT NULL,

    CONSTRAINT "section_text_pkey" PRIMARY KEY ("section_id","locale")
);

-- CreateTable
CREATE TABLE "published"."edge" (
    "id" UUID NOT NULL,
    "relation" TEXT NOT NULL,
    "from_id" UUID NOT NULL,
    "from_section_id" UUID,
    "to_id" UUID,
    "to_section_id" UUID,
    "to_url" TEXT,
    "to_label" TEXT,

    CONSTRAINT "edge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published"."assertion" (
    "id" UUID NOT NULL,
    "edge_id" UUID NOT NULL,
    "community_id" UUID NOT NULL,
    "section_id" UUID,
    "quote" TEXT,
    "note" TEXT,
    "position" INTEGER NOT NULL,
    "linked" BOOLEAN NOT NULL,

    CONSTRAINT "assertion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published"."tombstone" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published"."change" (
    "seq" BIGINT NOT NULL,
    "op" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "revision" INTEGER,
    "region_ids" UUID[],
    "tags" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "change_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "published"."secret" (
    "name" TEXT NOT NULL,
    "value" BYTEA NOT NULL,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "editorial"."draft" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "status" "editorial"."DraftStatus" NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "published_revision" INTEGER,
    "imported_revision" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editorial"."draft_slug" (
    "slug" TEXT NOT NULL,
    "draft_id" UUID NOT NULL,

    CONSTRAINT "draft_slug_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "editorial"."revision" (
    "draft_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "revision_pkey" PRIMARY KEY ("draft_id","number")
);

-- CreateTable
CREATE TABLE "editorial"."standing_reference" (
    "id" UUID NOT NULL,
    "draft_id" UUID NOT NULL,
    "target" TEXT NOT NULL,
    "linked" BOOLEAN NOT NULL,

    CONSTRAINT "standing_reference_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "region_slug_key" ON "published"."region"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "region_iso_alpha2_key" ON "published"."region"("iso_alpha2");

-- CreateIndex
CREATE UNIQUE INDEX "region_iso_alpha3_key" ON "published"."region"("iso_alpha3");

-- CreateIndex
CREATE UNIQUE INDEX "region_iso3166_2_key" ON "published"."region"("iso3166_2");

-- CreateIndex
CREATE UNIQUE INDEX "region_m49_key" ON "published"."region"("m49");

-- CreateIndex
CREATE INDEX "region_parent_id_idx" ON "published"."region"("parent_id");

-- CreateIndex
CREATE INDEX "region_lineage_idx" ON "published"."region" USING GIN ("lineage");

-- CreateIndex
CREATE INDEX "region_name_sort_key_id_idx" ON "published"."region"("name_sort_key", "id");

-- CreateIndex
CREATE INDEX "region_slug_region_id_idx" ON "published"."region_slug"("region_id");

-- CreateIndex
CREATE UNIQUE INDEX "community_slug_key" ON "published"."community"("slug");

-- CreateIndex
CREATE INDEX "community_title_sort_key_id_idx" ON "published"."community"("title_sort_key", "id");

-- CreateIndex
CREATE INDEX "community_updated_at_id_idx" ON "published"."community"("updated_at", "id");

-- CreateIndex
CREATE INDEX "community_kind_idx" ON "published"."community"("kind");

-- CreateIndex
CREATE INDEX "community_tags_idx" ON "published"."community" USING GIN ("tags");

-- CreateIndex
CREATE UNIQUE INDEX "community_slug_id_key" ON "published"."community"("slug", "id");

-- CreateIndex
CREATE INDEX "community_slug_community_id_idx" ON "published"."community_slug"("community_id");

-- CreateIndex
CREATE UNIQUE INDEX "community_slug_slug_community_id_key" ON "published"."community_slug"("slug", "community_id");

-- CreateIndex
CREATE INDEX "community_region_region_id_idx" ON "published"."community_region"("region_id");

-- CreateIndex
CREATE INDEX "section_community_id_position_idx" ON "published"."section"("community_id", "position");

-- CreateIndex
CREATE INDEX "section_kind_community_id_idx" ON "published"."section"("kind", "community_id");

-- CreateIndex
CREATE UNIQUE INDEX "section_community_id_slug_id_key" ON "published"."section"("community_id", "slug", "id");

-- CreateIndex
CREATE INDEX "section_slug_section_id_idx" ON "published"."section_slug"("section_id");

-- CreateIndex
CREATE UNIQUE INDEX "section_slug_community_id_slug_section_id_key" ON "published"."section_slug"("community_id", "slug", "section_id");

-- CreateIndex
CREATE INDEX "edge_from_id_idx" ON "published"."edge"("from_id");

-- CreateIndex
CREATE INDEX "edge_to_id_idx" ON "published"."edge"("to_id");

-- CreateIndex
CREATE UNIQUE INDEX "edge_key" ON "published"."edge"("relation", "from_id", "from_section_id", "to_id", "to_section_id", "to_url") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "assertion_edge_id_idx" ON "published"."assertion"("edge_id");

-- CreateIndex
CREATE INDEX "assertion_community_id_idx" ON "published"."assertion"("community_id");

-- CreateIndex
CREATE UNIQUE INDEX "draft_slug_key" ON "editorial"."draft"("slug");

-- CreateIndex
CREATE INDEX "draft_slug_draft_id_idx" ON "editorial"."draft_slug"("draft_id");

-- CreateIndex
CREATE INDEX "standing_reference_target_idx" ON "editorial"."standing_reference"("target");

-- CreateIndex
CREATE INDEX "standing_reference_draft_id_idx" ON "editorial"."standing_reference"("draft_id");

-- AddForeignKey
ALTER TABLE "published"."region" ADD CONSTRAINT "region_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "published"."region"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."region_slug" ADD CONSTRAINT "region_slug_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "published"."region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."community" ADD CONSTRAINT "community_slug_id_fkey" FOREIGN KEY ("slug", "id") REFERENCES "published"."community_slug"("slug", "community_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "published"."community_text" ADD CONSTRAINT "community_text_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "published"."community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."community_region" ADD CONSTRAINT "community_region_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "published"."community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."community_region" ADD CONSTRAINT "community_region_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "published"."region"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."section" ADD CONSTRAINT "section_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "published"."community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."section" ADD CONSTRAINT "section_community_id_slug_id_fkey" FOREIGN KEY ("community_id", "slug", "id") REFERENCES "published"."section_slug"("community_id", "slug", "section_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "published"."section_text" ADD CONSTRAINT "section_text_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "published"."section"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "published"."community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_from_section_id_fkey" FOREIGN KEY ("from_section_id") REFERENCES "published"."section"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "published"."community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_to_section_id_fkey" FOREIGN KEY ("to_section_id") REFERENCES "published"."section"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."assertion" ADD CONSTRAINT "assertion_edge_id_fkey" FOREIGN KEY ("edge_id") REFERENCES "published"."edge"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."assertion" ADD CONSTRAINT "assertion_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "published"."community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published"."assertion" ADD CONSTRAINT "assertion_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "published"."section"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editorial"."draft_slug" ADD CONSTRAINT "draft_slug_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "editorial"."draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editorial"."revision" ADD CONSTRAINT "revision_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "editorial"."draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editorial"."standing_reference" ADD CONSTRAINT "standing_reference_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "editorial"."draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

ALTER TABLE "published"."region" ADD CONSTRAINT "region_slug_shape" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "published"."region" ADD CONSTRAINT "region_is_in_its_lineage" CHECK ("id" = ANY ("lineage"));
ALTER TABLE "published"."community" ADD CONSTRAINT "community_slug_shape" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "published"."section" ADD CONSTRAINT "section_slug_shape" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND "slug" <> 'order');
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_not_to_itself" CHECK ("from_id" <> "to_id");
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_is_canonical" CHECK ("relation" IN ('part_of', 'subculture_of', 'derived_from', 'influenced_by', 'preceded_by', 'mentions', 'see_also', 'overlaps_with', 'contrasts_with', 'distinct_from', 'related_to', 'same_as', 'close_match', 'source'));
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_symmetric_ends_in_order" CHECK ("from_id" < "to_id" OR "relation" NOT IN ('overlaps_with', 'contrasts_with', 'distinct_from', 'related_to'));
ALTER TABLE "published"."edge" ADD CONSTRAINT "edge_has_one_target" CHECK (("to_id" IS NULL) <> ("to_url" IS NULL));
ALTER TABLE "published"."change" ADD CONSTRAINT "change_op" CHECK ("op" IN ('published', 'updated', 'withdrawn', 'renamed', 'merged'));

-- A revision is what somebody wrote at a time: nothing changes it afterwards.
CREATE FUNCTION "editorial"."refuse_change_of_revision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revision % of draft % is immutable', OLD.number, OLD.draft_id;
END
$$;

CREATE TRIGGER "revision_is_immutable" BEFORE UPDATE OR DELETE ON "editorial"."revision"
    FOR EACH ROW EXECUTE FUNCTION "editorial"."refuse_change_of_revision"();
