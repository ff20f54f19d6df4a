-- Events are asked for by their agent and by what is rare among them: faults, and a few types. The agent is what
-- ObservabilityEvent calls agentType; cut, since an index takes no long text.
CREATE INDEX observability_events_agent ON observability_events (
  project,
  left(CASE WHEN attributes->>'observatory.execution.kind' = 'workflow' THEN attributes->>'gen_ai.workflow.name'
            ELSE attributes->>'gen_ai.agent.name' END, 256),
  time
);
--> statement-breakpoint
CREATE INDEX observability_events_faults ON observability_events (project, time) WHERE severity IN ('warn', 'error', 'fatal');
--> statement-breakpoint
CREATE INDEX observability_events_rare ON observability_events (project, time)
  WHERE type IN ('execution_error', 'execution_cancel', 'alert', 'health_change');
--> statement-breakpoint

-- Cursors of events that retention dropped, so that a reader who comes back after them is told.
CREATE TABLE dropped_events (
  project text NOT NULL,
  day date NOT NULL,
  first_cursor bigint NOT NULL,
  last_cursor bigint NOT NULL,
  PRIMARY KEY (project, day)
);
--> statement-breakpoint
ALTER FUNCTION observatory_drop_days_before(date) RENAME TO observatory_drop_rows_before;
--> statement-breakpoint

-- Notes the cursors that go, by the index of cursors of each partition, then drops what is older than the day given.
CREATE FUNCTION observatory_drop_days_before(first_kept date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  child record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('observatory_partitions'));
  FOR child IN
    SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'observability_events'::regclass
      AND c.relname ~ '^observability_events_[0-9]{8}$' AND to_date(right(c.relname, 8), 'YYYYMMDD') < first_kept
  LOOP
    EXECUTE format(
      'INSERT INTO dropped_events (project, day, first_cursor, last_cursor)
       SELECT p.id, %L::date, e.first_cursor, e.last_cursor
       FROM projects p,
            LATERAL (SELECT min(cursor) AS first_cursor, max(cursor) AS last_cursor FROM %I WHERE project = p.id) AS e
       WHERE e.first_cursor IS NOT NULL
       ON CONFLICT (project, day) DO UPDATE
       SET first_cursor = least(dropped_events.first_cursor, excluded.first_cursor),
           last_cursor = greatest(dropped_events.last_cursor, excluded.last_cursor)', child.day, child.relname);
  END LOOP;
  -- Later than anybody comes back.
  DELETE FROM dropped_events WHERE day < first_kept - 400;
  RETURN observatory_drop_rows_before(first_kept);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION observatory_drop_days_before(date) FROM PUBLIC;
