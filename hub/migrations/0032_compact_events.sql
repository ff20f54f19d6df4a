-- Events in less room, as spans have been since 0025: what their attributes are called is a row of span_shapes, and what a column
-- holds is not stored again. Rows that are there keep theirs in `attributes`. See store/event-columns.ts.
ALTER TABLE observability_events
  ALTER COLUMN attributes DROP NOT NULL,
  -- The agent, or workflow, that the event is of; null in rows of earlier hubs, and where none is said.
  ADD COLUMN agent text,
  ADD COLUMN shape bigint,
  ADD COLUMN attribute_values text;
--> statement-breakpoint

-- An event is stored once by a hash of its id, which is shorter than the id.
ALTER TABLE observability_events DROP CONSTRAINT observability_events_pkey;
--> statement-breakpoint
CREATE UNIQUE INDEX observability_events_once ON observability_events (project, time, hashtextextended(id, 0));
--> statement-breakpoint
-- Events of an execution are among those of its trace, but for the few that say another one.
DROP INDEX observability_events_execution;
--> statement-breakpoint
CREATE INDEX observability_events_elsewhere ON observability_events (execution_id, time)
  WHERE execution_id IS NOT NULL AND substring(execution_id FROM 1 FOR 16) IS DISTINCT FROM trace_id;
--> statement-breakpoint
DROP INDEX observability_events_agent;
--> statement-breakpoint
CREATE INDEX observability_events_of_agent ON observability_events (
  hashtext(coalesce(agent, left(CASE WHEN attributes->>'observatory.execution.kind' = 'workflow'
                                     THEN attributes->>'gen_ai.workflow.name' ELSE attributes->>'gen_ai.agent.name' END, 256))),
  time
);
--> statement-breakpoint

-- What an entry of `span_shapes.columns` stands for in an event: a column; '#2', the third of the event's own values; or a JSON
-- text that is the value itself.
CREATE FUNCTION observatory_held(e observability_events, name text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE name
    WHEN 'id' THEN to_jsonb(e.id)
    WHEN 'type' THEN to_jsonb('observatory.' || e.type)
    WHEN 'execution_id' THEN to_jsonb(encode(e.execution_id, 'hex'))
    WHEN 'step' THEN to_jsonb(e.step)
    WHEN 'agent' THEN to_jsonb(e.agent)
    ELSE CASE left(name, 1) WHEN '#' THEN e.attribute_values::jsonb->substring(name FROM 2)::integer ELSE name::jsonb END END;
END;
--> statement-breakpoint
-- As those of spans. They are bound to what they call here: readers of SQL have another search path.
CREATE FUNCTION observatory_attribute(e observability_events, h span_shapes, key text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE
    WHEN e.shape IS NULL THEN e.attributes->key
    WHEN key = ANY(h.keys) THEN e.attribute_values::jsonb->(array_position(h.keys, key) - 1)
    WHEN key = ANY(h.column_keys) THEN observatory_held(e, h.columns[array_position(h.column_keys, key)]) END;
END;
--> statement-breakpoint
-- All of them; `h` is the row of the event's shape, or null.
CREATE FUNCTION observatory_attributes(e observability_events, h span_shapes) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN e.shape IS NULL THEN e.attributes ELSE (
    SELECT coalesce(jsonb_object_agg(given.key, given.value), '{}') FROM (
      SELECT own.key, own.value FROM ROWS FROM (unnest(h.keys), jsonb_array_elements(e.attribute_values::jsonb)) AS own(key, value)
      WHERE own.key IS NOT NULL
      UNION ALL
      SELECT held.key, observatory_held(e, held.name) FROM unnest(h.column_keys, h.columns) AS held(key, name)) AS given) END;
END;
--> statement-breakpoint
CREATE FUNCTION observatory_attributes(e observability_events) RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  h span_shapes;
BEGIN
  IF e.shape IS NULL THEN RETURN e.attributes; END IF;
  SELECT * INTO h FROM span_shapes WHERE project = e.project AND id = e.shape;
  RETURN observatory_attributes(e, h);
END $$;
--> statement-breakpoint
-- As in 0021, of rows of either form.
CREATE OR REPLACE VIEW observatory_sql.events WITH (security_barrier) AS
  SELECT v.cursor AS id,
         v.time AS "timestamp",
         coalesce(CASE WHEN observatory_attribute(v, h, 'observatory.execution.kind') #>> '{}' = 'workflow'
                       THEN observatory_attribute(v, h, 'gen_ai.workflow.name') #>> '{}'
                       ELSE observatory_attribute(v, h, 'gen_ai.agent.name') #>> '{}' END, s.service) AS app,
         observatory_attribute(v, h, 'session.id') #>> '{}' AS session_id,
         v.type AS event_type,
         CASE WHEN v.sealed_by IS NULL THEN v.message ELSE 'sealed' END AS summary,
         CASE WHEN v.sealed_by IS NULL THEN observatory_attributes(v, h)
              ELSE observatory_attributes(v, h) - 'observatory.sealed' END::text AS payload,
         encode(v.trace_id, 'hex') AS trace_id,
         encode(v.span_id, 'hex') AS span_id,
         right(observatory_attribute(v, h, 'observatory.execution.parent_id') #>> '{}', 16) AS parent_span_id,
         CASE v.severity WHEN 'warn' THEN 2 WHEN 'error' THEN 3 WHEN 'fatal' THEN 3 ELSE 1 END AS severity,
         (SELECT coalesce(jsonb_object_agg(tag.key, tag.value), '{}')::text FROM jsonb_each(observatory_attributes(v, h)) AS tag
          WHERE v.sealed_by IS NULL AND tag.key !~ '^(gen_ai|observatory|session|user|exception|error|event|log|code)\.') AS tags
  FROM observability_events v
  LEFT JOIN sources s ON s.project = v.project AND s.id = v.source_id
  LEFT JOIN span_shapes h ON h.project = v.project AND h.id = v.shape
  WHERE v.project = (SELECT r.project FROM sql_roles r WHERE r.role = session_user);
