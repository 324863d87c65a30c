CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"pepper_id" text NOT NULL,
	"hint" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"models" jsonb,
	"rpm" integer,
	"tpm" integer,
	"concurrency" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_digest_key" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target" text,
	"before" jsonb,
	"after" jsonb,
	"request_id" text
);
--> statement-breakpoint
CREATE TABLE "model_profiles" (
	"model" text PRIMARY KEY NOT NULL,
	"context_length" integer,
	"keep_alive" text,
	"warm" boolean NOT NULL,
	"slots" integer,
	"think" jsonb,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_events" (
	"request_id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL,
	"surface" text NOT NULL,
	"route" text NOT NULL,
	"model" text NOT NULL,
	"key_id" text,
	"key_name" text,
	"status" text NOT NULL,
	"http_status" integer NOT NULL,
	"error_code" text,
	"stream" boolean NOT NULL,
	"prompt_tokens" integer NOT NULL,
	"completion_tokens" integer NOT NULL,
	"tokens_source" text NOT NULL,
	"queue_ms" integer NOT NULL,
	"load_ms" integer,
	"first_token_ms" integer,
	"total_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "usage_events_started_at_index" ON "usage_events" USING btree ("started_at","request_id");--> statement-breakpoint
CREATE INDEX "usage_events_key_index" ON "usage_events" USING btree ("key_id","started_at");--> statement-breakpoint
CREATE INDEX "usage_events_model_index" ON "usage_events" USING btree ("model","started_at");