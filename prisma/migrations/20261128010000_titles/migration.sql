-- A community is named by its title in its own language wherever others refer to it: most of what a profile reads are such
-- names, and to find each among its texts took as long as to find the community.
ALTER TABLE "published"."community" ADD COLUMN "title" TEXT;
UPDATE "published"."community" c SET "title" = t."title" FROM "published"."community_text" t
WHERE t."community_id" = c."id" AND t."locale" = c."default_locale";
ALTER TABLE "published"."community" ALTER COLUMN "title" SET NOT NULL;
