-- Requests that are sent with a key of their own, so that what is sent again is not done again; for a day.
CREATE TABLE idempotency_keys (
  project text NOT NULL,
  -- Of the key and whose it is.
  key_hash bytea NOT NULL,
  -- Of the request: another one under the same key is refused.
  request_hash bytea NOT NULL,
  -- Id and time of what the request made.
  made_id text NOT NULL,
  made_at timestamptz NOT NULL,
  done boolean NOT NULL DEFAULT false,
  PRIMARY KEY (project, key_hash)
);
--> statement-breakpoint
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (made_at);
