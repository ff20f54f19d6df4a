import { shimMetrics } from '../conventions/index.ts';
import { metricOptions, onMeter } from '../metrics/instruments.ts';
import { say } from './say.ts';

export type Signal = 'traces' | 'metrics' | 'logs';

/** What became of the records of one signal. */
export interface Tally {
  /** Taken into the queue. */
  accepted: number;
  /** Sent, or given up. */
  settled: number;
  droppedFull: number;
  droppedFailed: number;
}

const nothing = (): Tally => ({ accepted: 0, settled: 0, droppedFull: 0, droppedFailed: 0 });
const tallies: Record<Signal, Tally> = { traces: nothing(), metrics: nothing(), logs: nothing() };
const records = { traces: 'spans', metrics: 'exports of metrics', logs: 'log records and events' } as const;

interface Outage {
  down: boolean;
  saidAt: number;
}
const outages = new Map<string, Outage>();
/** A receiver that comes and goes is reported this often at most. */
const QUIET_MS = 60_000;

export function tallyOf(signal: Signal): Tally {
  return tallies[signal];
}

/** Records that are neither sent nor given up. */
export function waiting(): number {
  return tallies.traces.accepted - tallies.traces.settled + (tallies.logs.accepted - tallies.logs.settled);
}

/** Notes one export's result; the first failure of a receiver is said, and its return. */
export function noteExport(signal: Signal, endpoint: string, size: number, error: Error | undefined): void {
  const tally = tallies[signal];
  tally.settled += size;
  if (error) tally.droppedFailed += size;
  const { origin } = new URL(endpoint);
  const outage = outages.get(origin) ?? { down: false, saidAt: Number.NEGATIVE_INFINITY };
  outages.set(origin, outage);
  if (error && !outage.down && performance.now() - outage.saidAt > QUIET_MS) {
    outage.down = true;
    outage.saidAt = performance.now();
    say(
      `${signal} cannot be delivered to ${endpoint}: ${reasonOf(error)}. What cannot be sent is dropped and counted; the service goes on`,
    );
  } else if (!error && outage.down) {
    outage.down = false;
    say(`${origin} takes telemetry again; so far ${droppedText()}`);
  }
}

/** Notes a record that found the queue full. */
export function noteFull(signal: Signal, maxQueueSize: number): void {
  const tally = tallies[signal];
  tally.droppedFull += 1;
  if (tally.droppedFull === 1) {
    say(`${maxQueueSize} ${records[signal]} wait to be sent: further ones are dropped and counted`);
  }
}

/** What was dropped so far, for people. */
export function droppedText(): string {
  const parts: string[] = [];
  for (const signal of ['traces', 'metrics', 'logs'] as const) {
    const { droppedFull, droppedFailed } = tallies[signal];
    if (droppedFull + droppedFailed > 0) parts.push(`${droppedFull + droppedFailed} ${records[signal]}`);
  }
  return parts.length === 0 ? 'nothing was dropped' : `${parts.join(', ')} were dropped`;
}

/** Exports the counts of what was dropped. */
export function observeDrops(): void {
  onMeter((meter) => {
    const { name } = shimMetrics.dropped;
    meter.createObservableCounter(name, metricOptions(shimMetrics.dropped)).addCallback((result) => {
      for (const signal of ['traces', 'metrics', 'logs'] as const) {
        const { droppedFull, droppedFailed } = tallies[signal];
        result.observe(droppedFull, { signal, reason: 'queue_full' });
        result.observe(droppedFailed, { signal, reason: 'export_failed' });
      }
    });
  });
}

function reasonOf(error: Error): string {
  const status = 'code' in error && typeof error.code === 'number' ? `HTTP ${error.code} ` : '';
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return `${status}${error.message}`.trim() || error.name;
}
