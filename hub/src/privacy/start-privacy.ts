import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Database } from '../store/database.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { ErasureWorker, type ErasureWorkerOptions } from './erasure-worker.ts';
import { Intake } from './intake.ts';
import type { RetentionSettings } from './retention.ts';

/** What the routes of personal data work with. */
export interface Privacy {
  readonly retention: RetentionSettings;
  /** Servers beside the hub that hold what it does not reach. */
  readonly hasJaeger: boolean;
  readonly hasLoki: boolean;
  /** Rules changed: this hub takes them over now, the others within seconds. */
  refresh(): Promise<void>;
  wakeErasures(): void;
}

export interface StartedPrivacy extends Privacy {
  readonly intake: Intake;
  /** Goes on with erasures that are under way. */
  begin(): void;
}

export interface PrivacyOptions {
  readonly database: Database;
  readonly registry: Registry;
  readonly log: Logger;
  readonly retention: RetentionSettings;
  readonly lokiUrl: string | null;
  readonly hasJaeger: boolean;
  /** What is kept in memory may be of somebody who was erased. */
  readonly forget: () => void;
  readonly onGone: (rows: readonly ExecutionRow[]) => void;
  readonly onQueued: () => void;
  readonly erasures?: Pick<ErasureWorkerOptions, 'everyMs' | 'settleMs'>;
  readonly closers: (() => unknown)[];
}

/** Redaction of what comes in, and erasures. Rejects where the rules cannot be read. */
export async function startPrivacy(options: PrivacyOptions): Promise<StartedPrivacy> {
  const { database, registry, log, retention, lokiUrl, hasJaeger, forget, closers } = options;
  const intake = new Intake({
    database,
    registry,
    retentionDays: retention.days,
    onChange: forget,
    onError: (error) => log.warn({ err: error }, 'rules of redaction wait for the database'),
  });
  await intake.start();
  closers.push(() => intake.stop());
  const worker = new ErasureWorker({
    ...options.erasures,
    database,
    lokiUrl,
    onGone: options.onGone,
    onQueued: options.onQueued,
    onErased: async () => {
      await intake.refresh();
      forget();
    },
    onError: (error) => log.warn({ err: error }, 'an erasure waits for the database'),
  });
  worker.start();
  closers.push(() => worker.close());
  return {
    retention,
    hasJaeger,
    hasLoki: lokiUrl !== null,
    intake,
    begin: () => worker.start(),
    refresh: () => intake.refresh(),
    wakeErasures: () => worker.wake(),
  };
}
