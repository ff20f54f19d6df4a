import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import type { Closer } from '../open-store.ts';
import { userHash } from '../privacy/erased-users.ts';
import { readUserKey } from '../privacy/erasures.ts';
import type { Database } from '../store/database.ts';
import { readRetentionClock } from '../store/retention-clock.ts';
import type { RequestAudit } from './audit.ts';
import { pruneTrail } from './prune-trail.ts';
import { readEnds } from './read-trail.ts';
import { Refusals } from './refusals.ts';
import { Trail } from './trail.ts';

const HOUR_MS = 3_600_000;

export interface AuditOptions {
  readonly database: Database;
  readonly retentionDays: number;
  readonly log: Logger;
  readonly closers: Closer[];
}

/** Starts the audit trail: what is recorded goes into the database's chain; every hour old days are pruned. */
export async function startAudit({
  database,
  retentionDays,
  log,
  closers,
}: AuditOptions): Promise<RequestAudit> {
  const { pool } = database.urgent;
  const { rows } = await pool.query<{ query_key: Buffer }>('SELECT query_key FROM audit_chain');
  const queryKey = rows[0]?.query_key;
  if (queryKey === undefined) throw new Error('audit_chain is empty: its row was removed');
  const userKey = await readUserKey(pool);
  const trail = new Trail({
    pool,
    onError: (error) => log.error({ err: error }, 'the audit trail cannot be written'),
  });
  const refusals = new Refusals(trail);
  const hourly = async () => {
    const { now } = await readRetentionClock(database.workPool);
    await pruneTrail(database.workPool, retentionDays, now);
    // The log is kept elsewhere: with this line of it a chain that was rewritten whole is found.
    const { head } = await readEnds(pool);
    log.info({ audit_sequence: head.sequence, audit_hash: head.hash }, 'the audit trail stands here');
  };
  const onError = (error: unknown) =>
    log.warn({ err: error }, 'pruning the audit trail waits for the database');
  const timer = setInterval(() => void hourly().catch(onError), HOUR_MS).unref();
  await hourly();
  closers.push(async () => {
    clearInterval(timer);
    await refusals.close();
    await trail.idle();
  });
  return {
    record: (entry) => trail.record(entry),
    refused: (entry) => refusals.add(entry),
    ready: () => trail.ready(),
    hashOf: (query) => createHmac('sha256', queryKey).update(query).digest('base64url').slice(0, 22),
    hashOfUser: (project, userId) => userHash(userKey, project, userId).toString('hex'),
  };
}
