-- DropIndex
DROP INDEX "published"."community_region_region_id_idx";

-- DropIndex
DROP INDEX "published"."edge_from_id_idx";

-- DropIndex
DROP INDEX "published"."edge_to_id_idx";

-- CreateIndex
CREATE INDEX "community_canonical_url_idx" ON "published"."community" USING HASH ("canonical_url");

-- CreateIndex
CREATE INDEX "community_region_region_id_community_id_idx" ON "published"."community_region"("region_id", "community_id");

-- CreateIndex
CREATE INDEX "edge_from_id_to_id_relation_idx" ON "published"."edge"("from_id", "to_id", "relation");

-- CreateIndex
CREATE INDEX "edge_to_id_from_id_relation_idx" ON "published"."edge"("to_id", "from_id", "relation");

-- CreateIndex
CREATE INDEX "edge_to_url_idx" ON "published"."edge" USING HASH ("to_url");
