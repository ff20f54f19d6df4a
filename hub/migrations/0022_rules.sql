-- Rules that the hub evaluates (EN1): those that users made, and what they changed of those that every project has.
CREATE TABLE alert_rules (
  project text NOT NULL,
  name text NOT NULL,
  condition text NOT NULL,
  threshold double precision NOT NULL,
  window_s integer NOT NULL,
  enabled boolean NOT NULL,
  severity text NOT NULL,
  for_s integer NOT NULL,
  keep_firing_for_s integer NOT NULL,
  -- 'avg', 'p50', 'p95', 'p99' or 'max' of response times; null for other conditions.
  statistic text,
  -- What an anomaly may be of; null for any, and for other conditions.
  metric text,
  filter jsonb NOT NULL,
  -- Null: one alert for everything that the filter lets through.
  group_by text,
  min_events integer NOT NULL,
  description text NOT NULL,
  runbook_url text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (project, name)
);
--> statement-breakpoint

-- What the last evaluation of each rule found, and since when; written by the hub whose turn evaluation is.
CREATE TABLE alert_rule_states (
  project text NOT NULL,
  rule text NOT NULL,
  -- 'ok', 'pending', 'firing' or 'unknown'.
  state text NOT NULL,
  value double precision,
  evaluated_at timestamptz NOT NULL,
  -- Why it is unknown, else what there is to say of its value.
  reason text,
  groups jsonb NOT NULL,
  groups_left_out integer NOT NULL,
  PRIMARY KEY (project, rule)
) WITH (fillfactor = 50);
--> statement-breakpoint

-- `status` stays what whoever evaluates says: firing or resolved. What people say of it stands beside it;
-- observatory_alert_state adds it up.
ALTER TABLE alerts
  -- Condition of the rule: error_rate, cost …; null for alerts that others evaluate.
  ADD COLUMN condition text,
  -- Cursor of the newest event that the rule counted when it began to fire.
  ADD COLUMN event_id bigint,
  -- What the rule was when it began to fire: threshold, window, value; and of the event: app, event_type, timestamp.
  ADD COLUMN rule jsonb,
  ADD COLUMN event jsonb,
  ADD COLUMN acknowledged_at timestamptz,
  ADD COLUMN acknowledged_by text,
  ADD COLUMN silenced_until timestamptz,
  ADD COLUMN silence_id uuid;
--> statement-breakpoint
-- EN7: active, acknowledged, silenced, resolved.
CREATE FUNCTION observatory_alert_state(status text, acknowledged_at timestamptz, silenced_until timestamptz, at timestamptz)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN status = 'resolved' THEN 'resolved'
              WHEN silenced_until > at THEN 'silenced'
              WHEN acknowledged_at IS NOT NULL THEN 'acknowledged'
              ELSE 'active' END
$$;
--> statement-breakpoint
CREATE INDEX alerts_of_hub ON alerts (project) WHERE source = 'hub' AND status = 'firing';
--> statement-breakpoint
CREATE INDEX alerts_of_hub_ended ON alerts (ends_at) WHERE source = 'hub' AND ends_at IS NOT NULL;
--> statement-breakpoint

-- Who did what to an occurrence, and when.
CREATE TABLE alert_actions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project text NOT NULL,
  fingerprint text NOT NULL,
  starts_at timestamptz NOT NULL,
  at timestamptz NOT NULL,
  -- 'acknowledge', 'unacknowledge', 'resolve', 'silence' or 'unsilence'.
  action text NOT NULL,
  by text NOT NULL,
  comment text NOT NULL,
  FOREIGN KEY (project, fingerprint, starts_at) REFERENCES alerts ON DELETE CASCADE
);
--> statement-breakpoint
CREATE INDEX alert_actions_alert ON alert_actions (project, fingerprint, starts_at, id);
--> statement-breakpoint

CREATE TABLE silences (
  project text NOT NULL,
  id uuid NOT NULL,
  matchers jsonb NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  comment text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  -- When it was ended by hand.
  deleted_at timestamptz,
  deleted_by text,
  -- Its id in Alertmanager, once it is there; and whether its end by hand is known there.
  alertmanager_id text,
  alertmanager_told boolean NOT NULL DEFAULT false,
  PRIMARY KEY (project, id)
);
--> statement-breakpoint
CREATE INDEX silences_end ON silences (ends_at);
