-- Traces that are to be folded again when they have been silent for a while: what stands in them outside of every
-- execution is one of its own then.
CREATE TABLE waiting_traces (
  project text NOT NULL,
  trace_id bytea NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (project, trace_id)
);
--> statement-breakpoint
CREATE INDEX waiting_traces_due ON waiting_traces (due_at);
