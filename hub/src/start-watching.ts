import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { FIRST_PROJECT } from './access/principal.ts';
import type { HubContext } from './api/context.ts';
import { startSizeSampling } from './forecasts/sample-sizes.ts';
import { startHealthWatch } from './health/watch-health.ts';
import type { HubOptions } from './hub.ts';
import { type Closer, warnOfLeap } from './open-store.ts';
import { startHubSampling } from './resources/hub-sampler.ts';
import { startRules } from './rules/start-rules.ts';
import { startResealing } from './sealing/start-sealing.ts';
import { isWatched } from './self/watch.ts';
import type { Storing } from './start-storing.ts';
import { type MaintenanceOptions, startMaintenance } from './store/maintenance.ts';
import { batchOf } from './store/rows.ts';
import type { SourceIds } from './store/source-ids.ts';

export interface WatchingOptions {
  readonly options: HubOptions;
  readonly context: HubContext;
  readonly registry: Registry;
  readonly sources: SourceIds;
  readonly storing: Storing;
  readonly onDropped: MaintenanceOptions['onDropped'];
  /** The database was away, and no heartbeat was taken meanwhile. */
  readonly onDeaf: () => void;
}

/** What the hub does by itself, again and again: retention, sizes, health, rules, what it takes, sealing anew. */
export function startWatching(
  { options, context, registry, sources, storing, onDropped, onDeaf }: WatchingOptions,
  closers: Closer[],
): void {
  const { settings, log } = options;
  const { database, clock, prices } = context;
  const { writer, folder, figures, isIngestBusy } = storing;
  const { sealing } = database;
  const waits = (what: string) => warning(log, `${what} waits for the database`);
  const store: (batch: Parameters<typeof writer.add>[0]) => Promise<void> = (batch) => writer.add(batch);

  startResealing(
    { ...options.sealing?.job, database, sealing, isIngestBusy, onError: waits('sealing anew') },
    closers,
  );
  closers.push(
    startMaintenance({
      database,
      retention: settings.privacy.retention,
      onDropped,
      maxDatabaseBytes: settings.maxDatabaseBytes,
      clock,
      onLeap: warnOfLeap(log),
      onTooLarge: (bytes) =>
        log.warn({ bytes, max: settings.maxDatabaseBytes }, 'the database is too large with today alone'),
      onQueued: () => {
        folder.wake();
        figures.wake();
      },
      onError: (error) => {
        onDeaf();
        waits('maintenance')(error);
      },
    }),
    startSizeSampling({
      database,
      dataDir: settings.databaseUrl === null ? settings.dataDir : null,
      retentionDays: settings.retentionDays,
      onError: warning(log, 'the size of the database is not known'),
    }),
    startHealthWatch({
      ...options.healthWatch,
      database,
      thresholds: context.thresholds,
      alerts: settings.alerting.isOn,
      store,
      onError: waits('watching the health'),
    }),
    startRules({
      ...context.rules,
      database,
      registry,
      retentionDays: settings.retentionDays,
      onError: waits('evaluating rules'),
      ...(options.rulesEveryMs && { everyMs: options.rulesEveryMs }),
    }),
    // Where it tells of itself it sends the same, perhaps to itself.
    ...(isWatched()
      ? []
      : [
          startHubSampling(
            String(settings.port),
            (sample) => store(batchOf(FIRST_PROJECT, sample, { sources, prices, sealing }).batch),
            warning(log, 'what the hub takes is not kept'),
          ),
        ]),
  );
}

const warning = (log: Logger, message: string) => (error: unknown) => log.warn({ err: error }, message);
