import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { LiveChange } from './api/context.ts';
import { FiguresWorker } from './figures/figures-worker.ts';
import { Folder } from './fold/folder.ts';
import type { FoldClock } from './fold/inputs.ts';
import type { Bus } from './live/bus.ts';
import type { EventTail } from './live/event-tail.ts';
import { agentInfo } from './metrics/agent-info.ts';
import { fleetMetricsOf } from './metrics/fleet-metrics.ts';
import { eventCounter } from './metrics/store-metrics.ts';
import type { Closer } from './open-store.ts';
import type { PriceTable } from './prices/price-table.ts';
import type { OtherHubs } from './redis/other-hubs.ts';
import type { Database } from './store/database.ts';
import { readRecentAgents } from './store/read-recent-agents.ts';
import { readRunning } from './store/read-running.ts';
import type { SourceIds } from './store/source-ids.ts';
import { Writer, type WriterOptions } from './store/writer.ts';

const MAX_WAITING_BYTES = 128 * 1024 * 1024;

export interface StoringOptions {
  readonly database: Database;
  readonly registry: Registry;
  readonly prices: PriceTable;
  readonly sources: SourceIds;
  readonly clock: () => FoldClock;
  readonly tail: EventTail;
  readonly liveExecutions: Bus<LiveChange>;
  readonly otherHubs: OtherHubs;
  readonly queueNotices: NonNullable<WriterOptions['queueNotices']>;
  readonly log: Logger;
}

/** What takes records in, and makes executions and figures of them. */
export interface Storing {
  readonly writer: Writer;
  readonly folder: Folder;
  readonly figures: FiguresWorker;
  /** Whether what is not urgent had better wait. */
  readonly isIngestBusy: () => boolean;
}

/** Records go in by the writer, from there to the fold, and from the fold to the figures. */
export function startStoring(options: StoringOptions, closers: Closer[]): Storing {
  const { database, registry, prices, sources, clock, tail, queueNotices, log } = options;
  const { liveExecutions, otherHubs } = options;
  const { workPool: pool, sealing } = database;
  const countEvents = eventCounter(registry);
  const countChanges = fleetMetricsOf(registry, () => readRunning(database));
  const noteAgents = agentInfo(registry, (sinceUs, limit) => readRecentAgents(database, sinceUs, limit));
  const isIngestBusy = () => writer.isBusy;
  const figures = new FiguresWorker({
    pool,
    onError: (error) => log.warn({ err: error }, 'adding up figures waits for the database'),
  });
  closers.push(() => figures.close());
  const folder = new Folder({
    pool,
    sealing,
    prices,
    clock,
    isIngestBusy,
    onChange: (outcome) => {
      figures.wake();
      countChanges(outcome);
      noteAgents(outcome);
      const changed = outcome.changes.map(({ after: row }) => ({ ...keyOf(row), row }));
      const gone = outcome.gone.map((row) => ({ ...keyOf(row), row: null }));
      for (const live of [...changed, ...gone]) {
        liveExecutions.publish(live);
        otherHubs.changed(live);
      }
    },
    onError: (error) => log.warn({ err: error }, 'folding waits for the database'),
    onSetAside: (traces, error) => log.error({ err: error, traces }, 'a trace cannot be folded'),
  });
  closers.push(() => folder.close());
  const writer = new Writer({
    pool,
    sources,
    sealing,
    maxWaitingBytes: MAX_WAITING_BYTES,
    queueNotices,
    onCommit: ({ events }) => {
      folder.wake();
      countEvents(events);
      tail.add(events);
      const last = events.at(-1);
      if (last !== undefined) otherHubs.stored(last.cursor);
    },
  });
  closers.push(() => writer.close());
  folder.wake();
  figures.wake();
  return { writer, folder, figures, isIngestBusy };
}

const keyOf = ({ project, id }: { readonly project: string; readonly id: string }) => ({ project, id });
