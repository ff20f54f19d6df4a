-- EN7's table of alerts, by the columns that rules brought.
CREATE VIEW observatory_sql.alerts WITH (security_barrier) AS
  SELECT ('x' || left(md5(a.fingerprint || ' ' || extract(epoch FROM a.starts_at)), 13))::bit(52)::bigint AS id,
         a.name AS rule_name,
         coalesce(a.condition, a.source) AS condition_type,
         a.starts_at AS triggered_at,
         observatory_alert_state(a.status, a.acknowledged_at, a.silenced_until, now()) AS status,
         a.event_id
  FROM alerts a
  WHERE a.project = (SELECT r.project FROM sql_roles r WHERE r.role = session_user);
