import type { HubJob } from '@observatory/shim/conventions';
import type pg from 'pg';
import type { LoggerOptions } from 'pino';
import type { Api } from '../api/context.ts';
import type { Ingest } from '../otlp/records.ts';

/** How the hub tells of itself: spans of its requests, jobs and queries, and its log lines. */
export interface SelfWatch {
  /** What makes the hub's log lines go out as records, with the ids of their trace. */
  readonly logging: Pick<LoggerOptions, 'hooks' | 'mixin'>;
  job<T>(job: HubJob, work: () => Promise<T>, isWorthTelling: (result: T) => boolean): Promise<T>;
  ingest(next: Ingest): Ingest;
  requests(app: Api): void;
  queries(pools: readonly pg.Pool[]): void;
  /** Sends what waits, for a second at most. Never rejects. */
  flush(): Promise<void>;
}

let watch: SelfWatch | null = null;

/** From now on this process tells of itself; null: no more. Nothing of OpenTelemetry is loaded before. */
export function watchItself(by: SelfWatch | null): void {
  watch = by;
}

/** Does a piece of the hub's own work. It is told unless its result is not worth it; failures always are. */
export function inJob<T>(
  job: HubJob,
  work: () => Promise<T>,
  isWorthTelling: (result: T) => boolean = () => true,
): Promise<T> {
  return watch === null ? work() : watch.job(job, work, isWorthTelling);
}

/** An ingest that tells of what it stores, but for what hubs send about themselves. */
export function toldIngest(next: Ingest): Ingest {
  return watch === null ? next : watch.ingest(next);
}

/** Tells of requests from now on, but for OTLP, probes, scrapes and live streams. */
export function tellRequests(app: Api): void {
  watch?.requests(app);
}

/** Tells of queries that belong to a piece of work which is told. */
export function tellQueries(pools: readonly pg.Pool[]): void {
  watch?.queries(pools);
}

/** Whether this process sends what it takes by itself. */
export const isWatched = (): boolean => watch !== null;
