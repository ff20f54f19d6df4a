-- As before, but looks for the execution only in the days in which it can be: else each evaluation is looked up in every
-- partition of executions and calls.
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
               e.id = (SELECT c.execution_id FROM agent_calls c
                       WHERE c.project = l.project AND c.trace_id = l.trace_id AND c.span_id = l.span_id
                         AND c.started_at > l.time - interval '7 days' AND c.started_at < l.time + interval '1 day'
                       LIMIT 1) END DESC NULLS LAST,
             encode(e.id, 'hex') = l.attributes->>'observatory.execution.id' DESC NULLS LAST,
             e.parent_id IS NULL DESC, e.started_at
    LIMIT 1
  ) AS e ON true
  WHERE l.attributes->>'event.name' = 'gen_ai.evaluation.result';
