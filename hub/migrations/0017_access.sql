-- Who may do what. Of keys and of the tokens of sessions only SHA-256 hashes are kept: both are random, so that a hash
-- cannot be guessed back. The id of a key is part of the key and finds its row.
CREATE TABLE api_keys (
  id text PRIMARY KEY,
  project text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  name text NOT NULL,
  hash bytea NOT NULL,
  -- Of the secret before a rotation, which is good for a while.
  previous_hash bytea,
  previous_until timestamptz,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
--> statement-breakpoint
CREATE INDEX api_keys_project ON api_keys (project, created_at DESC);
--> statement-breakpoint
-- Those who signed in with an OpenID provider; issuer and subject name them there.
CREATE TABLE people (
  id text PRIMARY KEY,
  issuer text NOT NULL,
  subject text NOT NULL,
  email text,
  name text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_login_at timestamptz,
  UNIQUE (issuer, subject)
);
--> statement-breakpoint
CREATE TABLE members (
  project text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  person_id text NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project, person_id)
);
--> statement-breakpoint
CREATE INDEX members_person ON members (person_id);
--> statement-breakpoint
-- Browsers that are signed in. A session is of a person, of a key, or of a key of the settings, and ends with it.
CREATE TABLE access_sessions (
  id text PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  project text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  person_id text REFERENCES people (id) ON DELETE CASCADE,
  key_id text REFERENCES api_keys (id) ON DELETE CASCADE,
  -- Of the key's secret that it was made from: a rotation ends it.
  key_hash bytea,
  -- Which key of the settings, and a proof of it that says nothing without the session's token.
  setting text,
  setting_proof bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CHECK (num_nonnulls(person_id, key_id, setting) = 1)
);
--> statement-breakpoint
CREATE INDEX access_sessions_project ON access_sessions (project, created_at DESC);
--> statement-breakpoint
-- What the provider's claims made of a person at the last sign-in (OBSERVATORY_OIDC_ROLES). Such roles count beside
-- those of members; of two in one project the stronger does.
CREATE TABLE claimed_roles (
  person_id text NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  project text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  PRIMARY KEY (person_id, project)
);
--> statement-breakpoint
CREATE VIEW person_roles AS
SELECT project, person_id,
  (ARRAY['viewer', 'operator', 'admin'])[max(array_position(ARRAY['viewer', 'operator', 'admin'], role))] AS role
FROM (SELECT project, person_id, role FROM members UNION ALL SELECT project, person_id, role FROM claimed_roles) AS given
GROUP BY project, person_id;
