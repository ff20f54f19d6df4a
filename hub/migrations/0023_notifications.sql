-- Whom the hub tells of alerts (EN3). `secrets` is JSON text, sealed where the hub has a key; never shown again.
CREATE TABLE notification_channels (
  project text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  -- Made by the setting WEBHOOK_URL: its secrets are in the settings, not here.
  from_setting boolean NOT NULL DEFAULT false,
  enabled boolean NOT NULL,
  config jsonb NOT NULL,
  secrets text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- One hub at a time sends for a channel; it says so here, until then at the latest.
  leased_by uuid,
  leased_until timestamptz,
  -- How many messages went out in the minute that began then.
  minute timestamptz,
  sent_in_minute integer NOT NULL DEFAULT 0,
  PRIMARY KEY (project, name)
) WITH (fillfactor = 50);
--> statement-breakpoint

-- One row for what one channel is to be told of one occurrence.
CREATE TABLE notification_deliveries (
  id uuid PRIMARY KEY,
  project text NOT NULL,
  channel text NOT NULL,
  kind text NOT NULL,
  fingerprint text NOT NULL,
  starts_at timestamptz NOT NULL,
  -- 'firing', 'acknowledged', 'resolved' or 'repeat N'.
  transition text NOT NULL,
  severity text NOT NULL,
  -- The alert as it was then.
  alert jsonb NOT NULL,
  -- 'pending', 'retrying', 'sent', 'dead' or 'dropped'.
  state text NOT NULL,
  reason text,
  -- Rows of one message share its id, which the receiver sees: the same again whenever it is sent again.
  message_id uuid,
  -- What the receiver knows the alert by, where it is not the alert's own: several in one incident of PagerDuty.
  message_key text,
  -- Held by quiet hours: told in one summary.
  held boolean NOT NULL DEFAULT false,
  due_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  sent_at timestamptz,
  -- When attempts began that count against the limit of time.
  tried_since timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  -- The last attempts: time, status of the answer, short reason.
  history jsonb NOT NULL DEFAULT '[]',
  -- Push subscriptions that have it already.
  told text[] NOT NULL DEFAULT '{}',
  FOREIGN KEY (project, channel) REFERENCES notification_channels (project, name) ON DELETE CASCADE
) WITH (fillfactor = 70);
--> statement-breakpoint
-- One fault, one notice, however many hubs see it.
CREATE UNIQUE INDEX notification_deliveries_once
  ON notification_deliveries (project, fingerprint, starts_at, transition, channel);
--> statement-breakpoint
CREATE INDEX notification_deliveries_due ON notification_deliveries (project, channel, due_at)
  WHERE state IN ('pending', 'retrying');
--> statement-breakpoint
CREATE INDEX notification_deliveries_newest ON notification_deliveries (project, created_at, id);
--> statement-breakpoint
CREATE INDEX notification_deliveries_old ON notification_deliveries (updated_at);
--> statement-breakpoint
CREATE INDEX notification_deliveries_dead ON notification_deliveries (project, channel) WHERE state = 'dead';
--> statement-breakpoint

-- Browsers that want to be told (Push API).
CREATE TABLE push_subscriptions (
  project text NOT NULL,
  id text NOT NULL,
  subscription text NOT NULL,
  owner text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (project, id)
);
--> statement-breakpoint

-- The key that browsers know the hub by (RFC 8292), made once.
CREATE TABLE push_keys (
  id integer PRIMARY KEY CHECK (id = 1),
  public_key text NOT NULL,
  private_key text NOT NULL,
  created_at timestamptz NOT NULL
);
