import { newStreamNumber, type StreamNumber } from './ids.ts';
import { type Interval, IntervalSet } from './intervals.ts';

/** One kind of record that a load sends, with what was acknowledged of it. */
export interface Stream {
  readonly number: StreamNumber;
  /** Counters that were acknowledged. */
  readonly acknowledged: IntervalSet;
  /** Records with one counter: the spans of a trace, or 1. */
  readonly recordsEach: number;
  /** Takes the next counters. */
  take(count: number): Interval;
  /** Counters taken so far. */
  readonly taken: number;
}

function newStream(recordsEach: number): Stream {
  let next = 0;
  return {
    number: newStreamNumber(),
    acknowledged: new IntervalSet(),
    recordsEach,
    take: (count) => {
      const from = next;
      next += count;
      return { from, to: next };
    },
    get taken() {
      return next;
    },
  };
}

/** What a load sent and what was acknowledged of it, by kind of record. */
export interface Ledger {
  /** Runs of agents: a trace each. */
  readonly runs: Stream;
  /** Requests served without an agent: a trace each. */
  readonly http: Stream;
  readonly lines: Stream;
  readonly events: Stream;
  /** Points of metrics: the counter is their value, the records are the series. */
  readonly points: Stream;
}

export type StreamName = keyof Ledger;

/** An empty ledger of runs and requests of so many spans, and so many series. */
export function newLedger(of: { runSpans: number; httpSpans: number; series: number }): Ledger {
  return {
    runs: newStream(of.runSpans),
    http: newStream(of.httpSpans),
    lines: newStream(1),
    events: newStream(1),
    points: newStream(of.series),
  };
}

/** Records that were acknowledged, by kind. */
export function acknowledgedRecords(ledger: Ledger): Readonly<Record<StreamName, number>> {
  const records = (name: StreamName) => ledger[name].acknowledged.size * ledger[name].recordsEach;
  return {
    runs: records('runs'),
    http: records('http'),
    lines: records('lines'),
    events: records('events'),
    points: records('points'),
  };
}
