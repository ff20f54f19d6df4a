-- What the metrics counted of an execution's own steps, so that they count once however often its trace is folded, by
-- whichever hub. Null in rows of a hub that did not count these.
ALTER TABLE agent_executions ADD COLUMN tallies jsonb;
--> statement-breakpoint
-- Judgements of executions and steps, which the fold counts: few records among many.
CREATE INDEX logs_evaluations ON logs (trace_id) WHERE attributes->>'event.name' = 'gen_ai.evaluation.result';
--> statement-breakpoint
-- For how long the trace waits to be folded.
ALTER TABLE fold_queue ADD COLUMN queued_at timestamptz NOT NULL DEFAULT now();
