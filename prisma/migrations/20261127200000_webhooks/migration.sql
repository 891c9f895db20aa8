-- Who is told of public changes.
CREATE TABLE "editorial"."webhook" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "region_ids" UUID[],
    "kinds" TEXT[],
    "enabled" BOOLEAN NOT NULL,
    "disabled_reason" TEXT,
    "secret" TEXT NOT NULL,
    "former_secrets" JSONB NOT NULL,
    "failing_since" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_reason" CHECK (("disabled_reason" IS NULL) = "enabled")
);

-- What each of them is to be told, and how that went.
CREATE TABLE "editorial"."webhook_delivery" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "seq" BIGINT,
    "event" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "tries" JSONB NOT NULL,
    "tries_made" INTEGER NOT NULL,
    "next_try_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_delivery_status" CHECK ("status" IN ('pending', 'delivered', 'failed')),
    CONSTRAINT "webhook_delivery_next" CHECK (("next_try_at" IS NOT NULL) = ("status" = 'pending')),
    CONSTRAINT "webhook_delivery_finished" CHECK (("finished_at" IS NULL) = ("status" = 'pending'))
);

CREATE UNIQUE INDEX "webhook_delivery_webhook_id_event_id_key" ON "editorial"."webhook_delivery"("webhook_id", "event_id");
CREATE INDEX "webhook_delivery_webhook_id_next_try_at_seq_idx" ON "editorial"."webhook_delivery"("webhook_id", "next_try_at", "seq");
CREATE INDEX "webhook_delivery_webhook_id_created_at_id_idx" ON "editorial"."webhook_delivery"("webhook_id", "created_at", "id");
CREATE INDEX "webhook_delivery_finished_at_idx" ON "editorial"."webhook_delivery"("finished_at");

ALTER TABLE "editorial"."webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey"
    FOREIGN KEY ("webhook_id") REFERENCES "editorial"."webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
