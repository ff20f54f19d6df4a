-- Under which key the content of a row is sealed (docs/encryption.md); null: it is stored as it came.
ALTER TABLE spans ADD COLUMN sealed_by text;
--> statement-breakpoint
ALTER TABLE observability_events ADD COLUMN sealed_by text;
--> statement-breakpoint
ALTER TABLE logs ADD COLUMN sealed_by text;
--> statement-breakpoint
ALTER TABLE agent_executions ADD COLUMN sealed_by text;
--> statement-breakpoint
ALTER TABLE execution_snapshots ADD COLUMN sealed_by text;
--> statement-breakpoint
ALTER TABLE agent_memory ADD COLUMN sealed_by text;
--> statement-breakpoint

-- Keys that sealed something, by a fingerprint from which no key is found: another key of the same id is refused.
CREATE TABLE encryption_keys (
  id text PRIMARY KEY,
  fingerprint text NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
-- Rows by the key that they are sealed with, as they were counted last; a key_id of '' is in plain.
CREATE TABLE encryption_counts (
  relation text NOT NULL,
  key_id text NOT NULL,
  rows bigint NOT NULL,
  counted_at timestamptz NOT NULL,
  PRIMARY KEY (relation, key_id)
);
--> statement-breakpoint
-- The job that seals anew, of which there is one, whichever hub does it.
CREATE TABLE encryption_job (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  paused boolean NOT NULL DEFAULT false,
  -- The key of the pass that is under way or was the last, and how far it is; no relation: none is under way.
  key_id text,
  relation text,
  position text,
  resealed bigint NOT NULL DEFAULT 0,
  unreadable bigint NOT NULL DEFAULT 0,
  started_at timestamptz,
  finished_at timestamptz
);
--> statement-breakpoint
INSERT INTO encryption_job DEFAULT VALUES;
--> statement-breakpoint

-- As before, but that what is sealed reads 'sealed'.
CREATE OR REPLACE VIEW views.executions WITH (security_barrier) AS
  SELECT encode(e.id, 'hex') AS id,
         encode(e.trace_id, 'hex') AS trace_id,
         encode(e.span_id, 'hex') AS span_id,
         encode(e.parent_id, 'hex') AS parent_id,
         e.kind, e.name, e.operation, e.status, e.error_type,
         CASE WHEN e.sealed_by IS NULL OR e.error_message IS NULL THEN e.error_message ELSE 'sealed' END AS error_message,
         e.service, e.environment, e.version,
         e.user_id, e.session_id, e.conversation_id, e.task_id, e.workflow_id, e.started_at, e.ended_at,
         extract(epoch FROM e.ended_at - e.started_at)::double precision AS duration_seconds,
         e.step_count,
         own.llm_calls,
         (e.own->'toolCalls')::integer AS tool_calls,
         own.input_tokens, own.output_tokens,
         own.cost_pico::double precision / 1e12 AS cost_usd,
         own.unpriced_calls
  FROM agent_executions e
  LEFT JOIN LATERAL (
    SELECT coalesce(sum((model->'calls')::integer), 0)::integer AS llm_calls,
           coalesce(sum((model->'usage'->'input')::bigint), 0)::bigint AS input_tokens,
           coalesce(sum((model->'usage'->'output')::bigint), 0)::bigint AS output_tokens,
           sum((model->>'costPico')::bigint) AS cost_pico,
           coalesce(sum((model->'unpriced')::integer), 0)::integer AS unpriced_calls
    FROM jsonb_array_elements(e.own->'models') AS model
  ) AS own ON true;
--> statement-breakpoint

CREATE OR REPLACE VIEW views.events WITH (security_barrier) AS
  SELECT v.time, v.id, v.type, v.severity,
         CASE WHEN v.sealed_by IS NULL THEN v.message ELSE 'sealed' END AS message,
         encode(v.execution_id, 'hex') AS execution_id,
         encode(v.trace_id, 'hex') AS trace_id,
         v.step,
         (SELECT e.name FROM agent_executions e
          WHERE e.project = v.project AND e.trace_id = v.trace_id AND e.id = v.execution_id AND e.kind = 'agent'
            AND e.started_at > v.time - interval '7 days' AND e.started_at < v.time + interval '1 day'
          LIMIT 1) AS agent,
         s.service,
         observatory_environment(s.resource) AS environment
  FROM observability_events v
  LEFT JOIN sources s ON s.project = v.project AND s.id = v.source_id;
