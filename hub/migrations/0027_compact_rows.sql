-- Smaller rows of executions and calls. Rows that are there stay as they are and are read as before: each form has a place
-- where the two meet, the function observatory_models() and the view whole_calls.

-- An execution's sums as text of JSON arrays, a quarter of what the objects in JSONB take:
--   total_sums, own_sums  [calls of tools, [provider, model, calls, input, output, cache read, cache write, reasoning tokens, picodollars, unpriced], ...]
--   tally_sums            [[metric, [label, ...], bucket, count, sum, bucket, count, sum, ...], ...]
-- own_sums is null where it is what total_sums is; total, own and tallies are null where these are written.
ALTER TABLE agent_executions
  ALTER COLUMN total DROP NOT NULL,
  ALTER COLUMN own DROP NOT NULL,
  ADD COLUMN total_sums json,
  ADD COLUMN own_sums json,
  ADD COLUMN tally_sums json;
--> statement-breakpoint
-- What the sums of an execution say of each model: observatory_models(e.total, e.total_sums), and of its own calls
-- observatory_models(e.own, coalesce(e.own_sums, e.total_sums)). PostgreSQL puts it into the query that asks.
CREATE FUNCTION observatory_models(whole jsonb, sums json)
RETURNS TABLE (provider text, model text, calls integer, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint,
               cache_write_tokens bigint, reasoning_tokens bigint, cost_pico bigint, unpriced integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
  SELECT m->>0, m->>1, (m->>2)::integer, (m->>3)::bigint, (m->>4)::bigint, (m->>5)::bigint, (m->>6)::bigint, (m->>7)::bigint,
         (m->>8)::bigint, (m->>9)::integer
  FROM json_array_elements(sums) WITH ORDINALITY AS entries(m, place)
  WHERE whole IS NULL AND place > 1
  UNION ALL
  SELECT m->>'provider', m->>'model', (m->'calls')::integer, (m->'usage'->'input')::bigint, (m->'usage'->'output')::bigint,
         (m->'usage'->'cacheRead')::bigint, (m->'usage'->'cacheWrite')::bigint, (m->'usage'->'reasoning')::bigint,
         (m->>'costPico')::bigint, (m->'unpriced')::integer
  FROM jsonb_array_elements(whole->'models') AS m;
END;
--> statement-breakpoint

-- What many calls have in common, once; the id is of its content, so that every hub gives the same.
CREATE TABLE call_series (
  project text NOT NULL,
  id bigint NOT NULL,
  agent text,
  workflow text,
  service text NOT NULL,
  environment text,
  kind text NOT NULL,
  name text NOT NULL,
  provider text,
  PRIMARY KEY (project, id)
);
--> statement-breakpoint
-- Of a call that has a series: agent, workflow, service, environment, kind, name and provider are null here; execution_id is the
-- span id of its execution, which is of the same trace; a status of null is 'completed'; parts of tokens of null are 0 where
-- there are tokens.
ALTER TABLE agent_calls
  ALTER COLUMN service DROP NOT NULL,
  ALTER COLUMN kind DROP NOT NULL,
  ALTER COLUMN name DROP NOT NULL,
  ALTER COLUMN status DROP NOT NULL,
  ADD COLUMN series_id bigint;
--> statement-breakpoint
-- The fold, which holds the lock of a trace, knows which of its calls are there. An index by trace alone has the calls of one
-- side by side: a sixth of what the key of each took.
ALTER TABLE agent_calls DROP CONSTRAINT agent_calls_pkey;
--> statement-breakpoint
CREATE INDEX agent_calls_trace ON agent_calls (trace_id);
--> statement-breakpoint

CREATE VIEW whole_calls AS
  SELECT c.project, c.started_at, c.trace_id, c.span_id,
         CASE WHEN length(c.execution_id) = 8 THEN c.trace_id || c.execution_id ELSE c.execution_id END AS execution_id,
         coalesce(c.agent, s.agent) AS agent,
         coalesce(c.workflow, s.workflow) AS workflow,
         coalesce(c.service, s.service) AS service,
         coalesce(c.environment, s.environment) AS environment,
         coalesce(c.kind, s.kind) AS kind,
         coalesce(c.name, s.name) AS name,
         coalesce(c.provider, s.provider) AS provider,
         coalesce(c.status, 'completed') AS status,
         c.error_type, c.ended_at, c.input_tokens,
         coalesce(c.output_tokens, c.input_tokens * 0) AS output_tokens,
         coalesce(c.cache_read_tokens, c.input_tokens * 0) AS cache_read_tokens,
         coalesce(c.cache_write_tokens, c.input_tokens * 0) AS cache_write_tokens,
         coalesce(c.reasoning_tokens, c.input_tokens * 0) AS reasoning_tokens,
         c.cost_pico
  FROM agent_calls c LEFT JOIN call_series s ON s.project = c.project AND s.id = c.series_id;
--> statement-breakpoint

-- What other tools read, of rows of either form: otherwise as before.
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
         coalesce(e.own->>'toolCalls', coalesce(e.own_sums, e.total_sums)->>0)::integer AS tool_calls,
         own.input_tokens, own.output_tokens,
         own.cost_pico::double precision / 1e12 AS cost_usd,
         own.unpriced_calls
  FROM agent_executions e
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(calls), 0)::integer AS llm_calls,
           coalesce(sum(input_tokens), 0)::bigint AS input_tokens,
           coalesce(sum(output_tokens), 0)::bigint AS output_tokens,
           sum(m.cost_pico) AS cost_pico,
           coalesce(sum(unpriced), 0)::integer AS unpriced_calls
    FROM observatory_models(e.own, coalesce(e.own_sums, e.total_sums)) AS m
  ) AS own ON true;
--> statement-breakpoint
CREATE OR REPLACE VIEW views.calls WITH (security_barrier) AS
  SELECT started_at,
         encode(trace_id, 'hex') AS trace_id,
         encode(span_id, 'hex') AS span_id,
         encode(execution_id, 'hex') AS execution_id,
         agent, workflow, kind, name, provider, status, error_type,
         extract(epoch FROM ended_at - started_at)::double precision AS duration_seconds,
         input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
         cost_pico::double precision / 1e12 AS cost_usd,
         service, environment
  FROM whole_calls;
--> statement-breakpoint
CREATE OR REPLACE VIEW views.evaluations WITH (security_barrier) AS
  SELECT l.time,
         encode(l.trace_id, 'hex') AS trace_id,
         encode(e.id, 'hex') AS execution_id,
         e.agent,
         coalesce(e.environment, observatory_environment(s.resource)) AS environment,
         l.attributes->>'gen_ai.evaluation.name' AS name,
         CASE WHEN jsonb_typeof(l.attributes->'gen_ai.evaluation.score.value') = 'number'
              THEN (l.attributes->'gen_ai.evaluation.score.value')::double precision END AS score,
         l.attributes->>'gen_ai.evaluation.score.label' AS label
  FROM logs l
  LEFT JOIN sources s ON s.project = l.project AND s.id = l.source_id
  LEFT JOIN LATERAL (
    SELECT e.id, CASE e.kind WHEN 'agent' THEN e.name END AS agent, e.environment
    FROM agent_executions e
    WHERE e.project = l.project AND e.trace_id = l.trace_id
      AND e.started_at > l.time - interval '7 days' AND e.started_at < l.time + interval '1 day'
    ORDER BY e.span_id = l.span_id DESC,
             CASE WHEN e.span_id = l.span_id THEN NULL ELSE
               e.id = (SELECT c.execution_id FROM whole_calls c
                       WHERE c.project = l.project AND c.trace_id = l.trace_id AND c.span_id = l.span_id
                         AND c.started_at > l.time - interval '7 days' AND c.started_at < l.time + interval '1 day'
                       LIMIT 1) END DESC NULLS LAST,
             encode(e.id, 'hex') = l.attributes->>'observatory.execution.id' DESC NULLS LAST,
             e.parent_id IS NULL DESC, e.started_at
    LIMIT 1
  ) AS e ON true
  WHERE l.attributes->>'event.name' = 'gen_ai.evaluation.result';
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW observatory_sql.executions WITH (security_barrier) AS %s
    WHERE e.project = (SELECT r.project FROM public.sql_roles r WHERE r.role = session_user)', rtrim(pg_get_viewdef('views.executions'::regclass), ';'));
  EXECUTE format('CREATE OR REPLACE VIEW observatory_sql.calls WITH (security_barrier) AS %s
    WHERE project = (SELECT r.project FROM public.sql_roles r WHERE r.role = session_user)', rtrim(pg_get_viewdef('views.calls'::regclass), ';'));
  EXECUTE format('CREATE OR REPLACE VIEW observatory_sql.evaluations WITH (security_barrier) AS %s
    AND l.project = (SELECT r.project FROM public.sql_roles r WHERE r.role = session_user)', rtrim(pg_get_viewdef('views.evaluations'::regclass), ';'));
END $$;
