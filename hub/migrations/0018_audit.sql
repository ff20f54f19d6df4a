-- The audit trail: one chain for the database, whatever the number of hubs. The hash of a row is SHA-256 of
-- previous hash (hex) LF sequence LF entry; docs/audit.md says it for whoever verifies by other means.
CREATE TABLE audit_trail (
  sequence bigint PRIMARY KEY,
  -- The JSON text itself is what is hashed, so it is not jsonb.
  entry text NOT NULL,
  hash bytea NOT NULL,
  -- For filters; whoever verifies compares them with the entry.
  at text COLLATE "C" NOT NULL GENERATED ALWAYS AS (entry::jsonb ->> 'at') STORED,
  project text NOT NULL GENERATED ALWAYS AS (entry::jsonb ->> 'project') STORED,
  actor text NOT NULL GENERATED ALWAYS AS (entry::jsonb -> 'actor' ->> 'id') STORED,
  action text NOT NULL GENERATED ALWAYS AS (entry::jsonb ->> 'action') STORED,
  target text NOT NULL GENERATED ALWAYS AS (entry::jsonb ->> 'target') STORED,
  outcome text NOT NULL GENERATED ALWAYS AS (entry::jsonb ->> 'outcome') STORED
);
--> statement-breakpoint
CREATE INDEX audit_trail_actor ON audit_trail (actor, sequence);
--> statement-breakpoint
CREATE INDEX audit_trail_action ON audit_trail (action, sequence);
--> statement-breakpoint
-- One row: where the chain ends, and where it begins after what was pruned.
CREATE TABLE audit_chain (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  pruned_sequence bigint NOT NULL,
  pruned_hash bytea NOT NULL,
  -- Queries are told apart by a hash with this key, so that the trail does not give away what was looked for.
  query_key bytea NOT NULL
);
--> statement-breakpoint
INSERT INTO audit_chain (sequence, hash, pruned_sequence, pruned_hash, query_key)
VALUES (0, decode(repeat('00', 32), 'hex'), 0, decode(repeat('00', 32), 'hex'),
        sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
--> statement-breakpoint
-- Appends entries in their order; returns the head. The row's lock is what orders hubs.
CREATE FUNCTION observatory_append_audit(entries text[]) RETURNS audit_chain LANGUAGE plpgsql AS $$
DECLARE
  head audit_chain;
  one_entry text;
BEGIN
  SELECT * INTO STRICT head FROM audit_chain FOR UPDATE;
  FOREACH one_entry IN ARRAY entries LOOP
    head.sequence := head.sequence + 1;
    head.hash := sha256(convert_to(encode(head.hash, 'hex') || chr(10) || head.sequence || chr(10) || one_entry, 'UTF8'));
    INSERT INTO audit_trail (sequence, entry, hash) VALUES (head.sequence, one_entry, head.hash);
  END LOOP;
  IF cardinality(entries) > 0 THEN
    UPDATE audit_chain SET sequence = head.sequence, hash = head.hash;
  END IF;
  RETURN head;
END $$;
--> statement-breakpoint
-- Removes the oldest entries from before a time, `most` at once, and keeps the last of them as the anchor.
CREATE FUNCTION observatory_prune_audit(before text, most bigint, OUT removed bigint, OUT through bigint, OUT through_hash bytea)
LANGUAGE plpgsql AS $$
DECLARE
  head audit_chain;
  kept bigint;
BEGIN
  SELECT * INTO STRICT head FROM audit_chain FOR UPDATE;
  SELECT min(t.sequence) INTO kept FROM audit_trail t WHERE t.at >= before;
  through := least(coalesce(kept - 1, head.sequence), head.pruned_sequence + most);
  removed := 0;
  SELECT t.hash INTO through_hash FROM audit_trail t WHERE t.sequence = through;
  IF NOT FOUND OR through <= head.pruned_sequence THEN RETURN; END IF;
  UPDATE audit_chain SET pruned_sequence = through, pruned_hash = through_hash;
  DELETE FROM audit_trail t WHERE t.sequence <= through;
  GET DIAGNOSTICS removed = ROW_COUNT;
END $$;
--> statement-breakpoint
CREATE FUNCTION observatory_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_trail_append_only BEFORE UPDATE OR TRUNCATE ON audit_trail
FOR EACH STATEMENT EXECUTE FUNCTION observatory_refuse_audit_change();
--> statement-breakpoint
-- What is deleted must lie before the anchor, which pruning moved.
CREATE FUNCTION observatory_guard_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gone, audit_chain c WHERE gone.sequence > c.pruned_sequence) THEN
    RAISE EXCEPTION 'the audit trail is append-only: DELETE of audit_trail is refused' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_trail_no_delete AFTER DELETE ON audit_trail REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION observatory_guard_audit_delete();
--> statement-breakpoint
-- Head and anchor move forward, to rows that are there.
CREATE FUNCTION observatory_guard_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.query_key = OLD.query_key
     AND ((NEW.sequence = OLD.sequence AND NEW.hash = OLD.hash)
          OR (NEW.sequence > OLD.sequence AND EXISTS
              (SELECT FROM audit_trail t WHERE t.sequence = NEW.sequence AND t.hash = NEW.hash)))
     AND ((NEW.pruned_sequence = OLD.pruned_sequence AND NEW.pruned_hash = OLD.pruned_hash)
          OR (NEW.pruned_sequence > OLD.pruned_sequence AND EXISTS
              (SELECT FROM audit_trail t WHERE t.sequence = NEW.pruned_sequence AND t.hash = NEW.pruned_hash)))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the audit trail is append-only: UPDATE of audit_chain is refused' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_chain_forward BEFORE UPDATE ON audit_chain
FOR EACH ROW EXECUTE FUNCTION observatory_guard_audit_chain();
--> statement-breakpoint
CREATE TRIGGER audit_chain_stays BEFORE INSERT OR DELETE OR TRUNCATE ON audit_chain
FOR EACH STATEMENT EXECUTE FUNCTION observatory_refuse_audit_change();
--> statement-breakpoint
ALTER TABLE audit_trail ENABLE ALWAYS TRIGGER audit_trail_append_only;
--> statement-breakpoint
ALTER TABLE audit_trail ENABLE ALWAYS TRIGGER audit_trail_no_delete;
--> statement-breakpoint
ALTER TABLE audit_chain ENABLE ALWAYS TRIGGER audit_chain_forward;
--> statement-breakpoint
ALTER TABLE audit_chain ENABLE ALWAYS TRIGGER audit_chain_stays;
