-- Snapshots as they are sent: JSON text, which may hold what jsonb refuses; the whole state, what changed, or neither.
ALTER TABLE execution_snapshots
  DROP COLUMN state,
  ADD COLUMN state text,
  ADD COLUMN difference text,
  ADD COLUMN omitted text;
--> statement-breakpoint
CREATE INDEX execution_snapshots_execution ON execution_snapshots (execution_id, sequence);
