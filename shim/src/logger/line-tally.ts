import { logLevels, platformMetrics, shimMetrics } from '../conventions/index.ts';
import { whenCollected } from '../metrics/instruments.ts';
import { beforeFlush } from '../setup/before-flush.ts';
import { guarded } from '../setup/guard.ts';
import { RepeatTable } from './repeat-table.ts';

/** What is known of the lines of one service; loggers of the same service share it. */
export interface LineTally {
  /** The labels of its metrics. */
  readonly labels: { readonly service: string };
  /** Lines by level, in the order of `logLevels`, those that were left out included. */
  readonly counts: Float64Array;
  readonly leftOut: { repeated: number; sampled: number };
  readonly repeats: RepeatTable;
}

/** More services than this in one process have names that are made up anew each time. */
const MAX_SERVICES = 200;
const REST = '_OTHER';
const tallies = new Map<string, LineTally>();
/** Tells what was left out so far, of all services. */
function tellLeftOut(): void {
  for (const { repeats } of tallies.values()) repeats.end();
}
beforeFlush(tellLeftOut);
process.on('exit', () => guarded('telling of lines that were left out', tellLeftOut));

/** Lines that stdout did not take, whichever service they are of. */
export const stdoutTally = { lost: 0 };
let observed = false;

export function lineTallyOf(service: string): LineTally {
  let known = tallies.get(service);
  if (known === undefined) {
    if (tallies.size >= MAX_SERVICES && service !== REST) return lineTallyOf(REST);
    known = {
      labels: { service },
      counts: new Float64Array(logLevels.length),
      leftOut: { repeated: 0, sampled: 0 },
      repeats: new RepeatTable(),
    };
    tallies.set(service, known);
  }
  return known;
}

/**
 * Sees to it that the counts are exported. Observing a number when metrics are collected costs a line
 * nothing; counting through an instrument would cost half a microsecond.
 */
export function observeLines(): void {
  if (observed) return;
  observed = true;
  whenCollected(platformMetrics.logEvents, (observe) => {
    for (const [service, { counts }] of tallies) {
      for (const [index, level] of logLevels.entries()) {
        const count = counts[index];
        if (count) observe(count, { level, service });
      }
    }
  });
  whenCollected(shimMetrics.limitedLines, (observe) => {
    for (const [service, { leftOut }] of tallies) {
      if (leftOut.repeated) observe(leftOut.repeated, { service, reason: 'repeated' });
      if (leftOut.sampled) observe(leftOut.sampled, { service, reason: 'sampled' });
    }
    if (stdoutTally.lost) observe(stdoutTally.lost, { service: '', reason: 'stdout' });
  });
}
