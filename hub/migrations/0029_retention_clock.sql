-- A clock that leaps ahead must not make the retention drop everything: what is dropped goes by this clock, which follows
-- the server's, and follows a leap of more than a day not before that has lasted a day.
CREATE TABLE retention_clock (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  trusted_at timestamptz NOT NULL,
  leapt_at timestamptz
);
--> statement-breakpoint
INSERT INTO retention_clock (trusted_at) VALUES (clock_timestamp());
--> statement-breakpoint
CREATE FUNCTION observatory_retention_now() RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  shown timestamptz := clock_timestamp();
  clock retention_clock;
BEGIN
  SELECT * INTO STRICT clock FROM retention_clock FOR UPDATE;
  IF shown <= clock.trusted_at + interval '1 day' OR shown >= clock.leapt_at + interval '1 day' THEN
    UPDATE retention_clock SET trusted_at = shown, leapt_at = NULL;
    RETURN shown;
  END IF;
  IF clock.leapt_at IS NULL OR shown < clock.leapt_at THEN
    UPDATE retention_clock SET leapt_at = shown;
  END IF;
  RETURN clock.trusted_at;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION observatory_retention_now() FROM PUBLIC;
