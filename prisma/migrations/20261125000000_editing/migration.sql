-- CreateEnum
CREATE TYPE "editorial"."ReviewVerdict" AS ENUM ('submitted', 'approved', 'changes_requested');

-- CreateEnum
CREATE TYPE "editorial"."ScheduleAction" AS ENUM ('publication', 'withdrawal');

-- CreateEnum
CREATE TYPE "editorial"."KeyRole" AS ENUM ('reader', 'contributor', 'editor', 'admin');

-- DropForeignKey
ALTER TABLE "published"."region_slug" DROP CONSTRAINT "region_slug_region_id_fkey";

-- AlterTable
ALTER TABLE "editorial"."draft" ADD COLUMN     "created_by" TEXT,
ADD COLUMN     "kind" TEXT,
ADD COLUMN     "merged_into_id" UUID,
ADD COLUMN     "part_revisions" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "region_ids" UUID[],
ADD COLUMN     "title" TEXT,
ADD COLUMN     "title_sort_key" TEXT,
ADD COLUMN     "trashed_at" TIMESTAMPTZ(3);

-- Drafts that are there already: what the new columns say stands in their newest revision. Their next edit gives them
-- the real sort key.
UPDATE "editorial"."draft" d SET
    "title" = r."content"->>'title',
    "title_sort_key" = lower(r."content"->>'title'),
    "kind" = r."content"->>'kind',
    "created_by" = (SELECT f."author" FROM "editorial"."revision" f WHERE f."draft_id" = d."id" AND f."number" = 1),
    "region_ids" = ARRAY(SELECT DISTINCT s."region_id" FROM jsonb_array_elements(r."content"->'regions') w
        JOIN "published"."region_slug" s ON s."slug" = w->>'region'),
    "part_revisions" = COALESCE((SELECT jsonb_object_agg(p->>'id', d."revision")
        FROM jsonb_array_elements((r."content"->'sections') || (r."content"->'crossReferences')) p), '{}')
FROM "editorial"."revision" r WHERE r."draft_id" = d."id" AND r."number" = d."revision";

ALTER TABLE "editorial"."draft" ALTER COLUMN "title" SET NOT NULL,
ALTER COLUMN "title_sort_key" SET NOT NULL,
ALTER COLUMN "kind" SET NOT NULL,
ALTER COLUMN "created_by" SET NOT NULL;

-- AlterTable
ALTER TABLE "editorial"."revision" ADD COLUMN     "changed_paths" TEXT[],
ADD COLUMN     "purged_at" TIMESTAMPTZ(3),
ALTER COLUMN "content" DROP NOT NULL;

-- AlterTable
ALTER TABLE "published"."change" ADD COLUMN     "into_id" UUID;

-- AlterTable
ALTER TABLE "published"."tombstone" ADD COLUMN     "successor_id" UUID;

-- CreateTable
CREATE TABLE "editorial"."review" (
    "id" UUID NOT NULL,
    "draft_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "verdict" "editorial"."ReviewVerdict" NOT NULL,
    "comment" TEXT,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editorial"."schedule" (
    "id" UUID NOT NULL,
    "draft_id" UUID NOT NULL,
    "action" "editorial"."ScheduleAction" NOT NULL,
    "revision" INTEGER,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "problem" JSONB,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editorial"."preview_link" (
    "id" UUID NOT NULL,
    "draft_id" UUID NOT NULL,
    "revision" INTEGER,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preview_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editorial"."rejected_suggestion" (
    "draft_id" UUID NOT NULL,
    "suggestion" TEXT NOT NULL,
    "rejected_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rejected_suggestion_pkey" PRIMARY KEY ("draft_id","suggestion")
);

-- CreateTable
CREATE TABLE "editorial"."region_revision" (
    "region_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB,
    "author" TEXT NOT NULL,
    "message" TEXT,
    "changed_paths" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "purged_at" TIMESTAMPTZ(3),

    CONSTRAINT "region_revision_pkey" PRIMARY KEY ("region_id","number")
);

-- CreateTable
CREATE TABLE "editorial"."api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" "editorial"."KeyRole" NOT NULL,
    "hash" BYTEA NOT NULL,
    "region_ids" UUID[],
    "community_ids" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editorial"."audit_entry" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "problem" TEXT,
    "actor" TEXT,
    "key_id" UUID,
    "target_type" TEXT,
    "target_id" UUID,
    "target_slug" TEXT,
    "revision" INTEGER,
    "request_id" TEXT,
    "address" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editorial"."idempotent_answer" (
    "holder" UUID NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" INTEGER NOT NULL,
    "headers" JSONB NOT NULL,
    "body" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_answer_pkey" PRIMARY KEY ("holder","route","key")
);

-- CreateTable
CREATE TABLE "editorial"."import_run" (
    "id" UUID NOT NULL,
    "holder" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editorial"."import_item" (
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "result" JSONB NOT NULL,

    CONSTRAINT "import_item_pkey" PRIMARY KEY ("run_id","position")
);

-- CreateIndex
CREATE INDEX "review_draft_id_id_idx" ON "editorial"."review"("draft_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "schedule_draft_id_action_key" ON "editorial"."schedule"("draft_id", "action");

-- CreateIndex
CREATE INDEX "preview_link_draft_id_id_idx" ON "editorial"."preview_link"("draft_id", "id");

-- CreateIndex
CREATE INDEX "region_revision_author_idx" ON "editorial"."region_revision"("author");

-- CreateIndex
CREATE INDEX "audit_entry_at_id_idx" ON "editorial"."audit_entry"("at", "id");

-- CreateIndex
CREATE INDEX "audit_entry_target_id_idx" ON "editorial"."audit_entry"("target_id");

-- CreateIndex
CREATE INDEX "audit_entry_actor_idx" ON "editorial"."audit_entry"("actor");

-- CreateIndex
CREATE INDEX "idempotent_answer_created_at_idx" ON "editorial"."idempotent_answer"("created_at");

-- CreateIndex
CREATE INDEX "import_run_created_at_idx" ON "editorial"."import_run"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "import_run_holder_key_key" ON "editorial"."import_run"("holder", "key");

-- CreateIndex
CREATE INDEX "draft_updated_at_id_idx" ON "editorial"."draft"("updated_at", "id");

-- CreateIndex
CREATE INDEX "draft_title_sort_key_id_idx" ON "editorial"."draft"("title_sort_key", "id");

-- CreateIndex
CREATE INDEX "draft_region_ids_idx" ON "editorial"."draft" USING GIN ("region_ids");

-- CreateIndex
CREATE INDEX "revision_author_idx" ON "editorial"."revision"("author");

-- CreateIndex
CREATE UNIQUE INDEX "region_slug_id_key" ON "published"."region"("slug", "id");

-- CreateIndex
CREATE UNIQUE INDEX "region_slug_slug_region_id_key" ON "published"."region_slug"("slug", "region_id");

-- AddForeignKey
ALTER TABLE "published"."region" ADD CONSTRAINT "region_slug_id_fkey" FOREIGN KEY ("slug", "id") REFERENCES "published"."region_slug"("slug", "region_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "editorial"."review" ADD CONSTRAINT "review_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "editorial"."draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editorial"."schedule" ADD CONSTRAINT "schedule_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "editorial"."draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editorial"."preview_link" ADD CONSTRAINT "preview_link_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "editorial"."draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editorial"."rejected_suggestion" ADD CONSTRAINT "rejected_suggestion_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "editorial"."draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editorial"."import_item" ADD CONSTRAINT "import_item_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "editorial"."import_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "editorial"."audit_entry" ADD CONSTRAINT "audit_entry_outcome" CHECK ("outcome" IN ('done', 'refused'));
ALTER TABLE "editorial"."schedule" ADD CONSTRAINT "schedule_names_a_revision" CHECK (("action" = 'publication') = ("revision" IS NOT NULL));

-- The one exception, for law: a purge, which says so, takes content or author away and leaves the rest.
CREATE OR REPLACE FUNCTION "editorial"."refuse_change_of_revision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('atlas.purge', true) = 'on'
        AND to_jsonb(NEW) - '{content,author,message,purged_at}'::text[] = to_jsonb(OLD) - '{content,author,message,purged_at}'::text[]
        AND (NEW.content IS NULL OR NEW.content = OLD.content) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'revision % is immutable', OLD.number;
END
$$;

CREATE TRIGGER "region_revision_is_immutable" BEFORE UPDATE OR DELETE ON "editorial"."region_revision"
    FOR EACH ROW EXECUTE FUNCTION "editorial"."refuse_change_of_revision"();

-- What was done stays on record; only a purge takes a name away.
CREATE FUNCTION "editorial"."refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('atlas.purge', true) = 'on'
        AND to_jsonb(NEW) - 'actor' = to_jsonb(OLD) - 'actor' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit entries are immutable';
END
$$;

CREATE TRIGGER "audit_entry_is_immutable" BEFORE UPDATE OR DELETE ON "editorial"."audit_entry"
    FOR EACH ROW EXECUTE FUNCTION "editorial"."refuse_change_of_audit"();
