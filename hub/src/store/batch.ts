import type { AlertAction } from '../alerts/alert-actions.ts';
import type { AlertNotice } from '../alerts/alert-notice.ts';
import type { Attributes, Source } from '../otlp/records.ts';
import type { Heartbeat } from './heartbeats.ts';
import type { observabilityEvents } from './schema.ts';
import type { SnapshotRow } from './snapshots.ts';
import type { SpanShape } from './span-shapes.ts';

export interface EventRow
  extends Omit<
    typeof observabilityEvents.$inferSelect,
    'sealed_by' | 'attributes' | 'agent' | 'shape' | 'attribute_values'
  > {
  readonly attributes: Attributes;
}

/** An event with the name of the service that sent it, which its row has only by its source. */
export interface SentEvent extends EventRow {
  readonly service: string;
}

/** An event that waits for its cursor, which it gets in the transaction that stores it. */
export type PendingEvent = Omit<SentEvent, 'cursor'>;

export interface SeriesRow {
  readonly project: string;
  readonly id: bigint;
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly monotonic: boolean;
  readonly temporality: number;
  readonly sourceId: bigint;
  readonly attributes: unknown;
}

export interface SampleRow {
  readonly project: string;
  readonly minuteUs: number;
  readonly seriesId: bigint;
  readonly timeUs: number;
  readonly value: number | null;
  readonly count: number | null;
  readonly detail: unknown;
}

/** What one request adds to the store. Lines are rows in COPY's text format, without the newline. */
export interface Batch {
  readonly spans: string[];
  readonly logs: string[];
  readonly events: PendingEvent[];
  readonly sources: Map<string, { project: string; id: bigint; source: Source }>;
  /** By project and id, those that are not known to be stored. */
  readonly shapes: Map<string, { project: string; id: bigint; shape: SpanShape }>;
  readonly series: Map<string, SeriesRow>;
  readonly samples: Map<string, SampleRow>;
  /** By project, execution and sequence. */
  readonly snapshots: Map<string, SnapshotRow>;
  /** By project, execution and start. */
  readonly heartbeats: Map<string, Heartbeat>;
  /** In the order in which they were given. */
  readonly alerts: AlertNotice[];
  /** What people did to alerts; after those. */
  readonly alertActions: AlertAction[];
  /** `project trace id`, each to be folded anew. */
  readonly traces: Set<string>;
}

export function emptyBatch(): Batch {
  return {
    spans: [],
    logs: [],
    events: [],
    sources: new Map(),
    shapes: new Map(),
    series: new Map(),
    samples: new Map(),
    snapshots: new Map(),
    heartbeats: new Map(),
    alerts: [],
    alertActions: [],
    traces: new Set(),
  };
}

/** Rough size in memory, for back-pressure. */
export function sizeOf(batch: Batch): number {
  let size = batch.events.length * 1000 + batch.samples.size * 300 + batch.heartbeats.size * 200;
  size += batch.alerts.length * 4000 + batch.alertActions.length * 1000;
  for (const { state, difference } of batch.snapshots.values())
    size += 300 + (state ?? difference ?? '').length;
  for (const line of batch.spans) size += line.length;
  for (const line of batch.logs) size += line.length;
  return size;
}

export function mergeBatches(batches: readonly Batch[]): Batch {
  const merged = emptyBatch();
  for (const batch of batches) {
    for (const line of batch.spans) merged.spans.push(line);
    for (const line of batch.logs) merged.logs.push(line);
    for (const event of batch.events) merged.events.push(event);
    for (const [key, value] of batch.sources) merged.sources.set(key, value);
    for (const [key, value] of batch.shapes) merged.shapes.set(key, value);
    for (const [key, value] of batch.series) merged.series.set(key, value);
    for (const [key, value] of batch.samples) {
      const known = merged.samples.get(key);
      if (!known || known.timeUs <= value.timeUs) merged.samples.set(key, value);
    }
    for (const [key, value] of batch.snapshots) merged.snapshots.set(key, value);
    for (const [key, value] of batch.heartbeats) merged.heartbeats.set(key, value);
    for (const notice of batch.alerts) merged.alerts.push(notice);
    for (const action of batch.alertActions) merged.alertActions.push(action);
    for (const key of batch.traces) merged.traces.add(key);
  }
  return merged;
}

/** The order in which rows that others may write at the same time are written: two projects may have a row of one id. */
export function byId(a: Keyed, b: Keyed): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.project < b.project ? -1 : a.project > b.project ? 1 : 0;
}

interface Keyed {
  readonly project: string;
  readonly id: bigint;
}
