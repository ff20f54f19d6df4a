import { currentConfig } from '../config/current-config.ts';
import type { Signal } from '../config/shim-config.ts';
import { shimMetrics } from '../conventions/index.ts';
import { whenCollected } from '../metrics/instruments.ts';
import { isEnding } from './last-requests.ts';
import { processWide } from './process-wide.ts';
import type { FailedTry } from './retry.ts';
import { say, sayOnce } from './say.ts';

const signals = ['traces', 'metrics', 'logs'] as const;

/** What became of the records of one signal. */
export interface Tally {
  /** Taken into the queue. */
  accepted: number;
  /** Sent, or given up. */
  settled: number;
  droppedFull: number;
  droppedFailed: number;
  droppedRejected: number;
}

const nothing = (): Tally => ({
  accepted: 0,
  settled: 0,
  droppedFull: 0,
  droppedFailed: 0,
  droppedRejected: 0,
});
const tallies = processWide(
  'tallies',
  (): Record<Signal, Tally> => ({ traces: nothing(), metrics: nothing(), logs: nothing() }),
);
const nouns = { traces: 'spans', metrics: 'exports of metrics', logs: 'log records and events' } as const;

/** What is known of a receiver. */
interface Receiver {
  reached: boolean;
  down: boolean;
  saidAt: number;
}
const receivers = processWide('receivers', () => new Map<string, Receiver>());
/** A receiver that comes and goes is reported this often at most. */
const QUIET_MS = 60_000;

export function tallyOf(signal: Signal): Tally {
  return tallies[signal];
}

/** Spans and log records that are neither sent nor given up. */
export function waiting(): number {
  const { traces, logs } = tallies;
  return traces.accepted - traces.settled + (logs.accepted - logs.settled);
}

function receiverOf(url: string): Receiver {
  const { origin } = new URL(url);
  let receiver = receivers.get(origin);
  if (receiver === undefined) {
    receiver = { reached: false, down: false, saidAt: Number.NEGATIVE_INFINITY };
    receivers.set(origin, receiver);
  }
  return receiver;
}

/** Whether this receiver has ever taken telemetry. */
export function wasReached(url: string): boolean {
  return receiverOf(url).reached;
}

/** Notes a try that failed. The first of an outage is said. */
export function noteFailedTry(signal: Signal, url: string, failed: FailedTry): void {
  const receiver = receiverOf(url);
  if (receiver.down || performance.now() - receiver.saidAt < QUIET_MS) return;
  receiver.down = true;
  receiver.saidAt = performance.now();
  const fate =
    failed.waitMs === null || isEnding()
      ? 'What cannot be sent is dropped and counted'
      : 'It is tried again; what finds no room until then is dropped and counted';
  say(`${url} did not take ${signal}: ${failed.message}. ${fate}. The service goes on`);
  if (currentConfig().development) {
    sayOnce('hint: the hub takes telemetry there once it runs; OTEL_EXPORTER=none sends nothing');
  }
}

/** Notes records that were given up. */
export function noteFailure(signal: Signal, size: number): void {
  tallies[signal].settled += size;
  tallies[signal].droppedFailed += size;
}

/** Notes records that were sent, and those of them that the receiver did not want. */
export function noteSuccess(signal: Signal, url: string, size: number, rejected: number, why: string): void {
  const tally = tallies[signal];
  tally.settled += size;
  const receiver = receiverOf(url);
  receiver.reached = true;
  if (receiver.down) {
    receiver.down = false;
    say(`${new URL(url).origin} takes telemetry again${afterDrops()}`);
  }
  if (rejected > 0 && tally.droppedRejected === 0) say(`${url} refused ${rejected} ${nouns[signal]}: ${why}`);
  tally.droppedRejected += rejected;
}

/** Notes a record that found the queue full. */
export function noteFull(signal: Signal, maxQueueSize: number): void {
  const tally = tallies[signal];
  tally.droppedFull += 1;
  if (tally.droppedFull === 1) {
    say(`${maxQueueSize} ${nouns[signal]} wait to be sent: further ones are dropped and counted`);
  }
}

/** What was dropped so far, for the end of a sentence; '' where nothing was. */
export function afterDrops(): string {
  const parts = signals.flatMap((signal) => {
    const { droppedFull, droppedFailed } = tallies[signal];
    return droppedFull + droppedFailed > 0 ? [`${droppedFull + droppedFailed} ${nouns[signal]}`] : [];
  });
  return parts.length === 0 ? '' : `; dropped so far: ${parts.join(', ')}`;
}

/** Exports the counts of what was dropped. */
export function observeDrops(): void {
  whenCollected(shimMetrics.dropped, (observe) => {
    for (const signal of signals) {
      const { droppedFull, droppedFailed, droppedRejected } = tallies[signal];
      observe(droppedFull, { signal, reason: 'queue_full' });
      observe(droppedFailed, { signal, reason: 'export_failed' });
      observe(droppedRejected, { signal, reason: 'rejected' });
    }
  });
}
