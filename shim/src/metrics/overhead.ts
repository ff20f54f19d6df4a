import { processWide } from '../setup/process-wide.ts';

/** One operation in so many is measured; a prime, so that no rhythm of the service falls in with it. */
const INTERVAL = 127;

/**
 * Measures what operations of one kind cost the service: each of the first, then one in 127. Counting costs
 * a nanosecond, measuring some eighty. Where an operation has two parts with the service's own work between
 * them, each part has a measure of its own.
 */
export class OverheadMeasure {
  /** The most that one operation should take (AE6). */
  readonly limitMs: number;
  operations = 0;
  worstMs = 0;
  /** Measured operations that took longer than the limit. */
  overLimit = 0;
  #left = 1;
  #estimatedMs = 0;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** When a measured operation started; 0 for one that is only counted. */
  start(): number {
    this.operations += 1;
    this.#left -= 1;
    if (this.#left > 0) return 0;
    return performance.now();
  }

  /** Takes what `start` gave. */
  end(start: number): void {
    if (start !== 0) this.#add(performance.now() - start);
  }

  /** All operations together, in milliseconds. */
  totalMs(): number {
    return this.#estimatedMs;
  }

  /** Counts an operation that was timed anyway. */
  note(milliseconds: number): void {
    this.operations += 1;
    this.#count(milliseconds, 1);
  }

  #add(milliseconds: number): void {
    const isEarly = this.operations <= INTERVAL;
    this.#left = isEarly ? 1 : INTERVAL;
    this.#count(milliseconds, isEarly ? 1 : INTERVAL);
  }

  #count(milliseconds: number, weight: number): void {
    this.#estimatedMs += milliseconds * weight;
    if (milliseconds > this.worstMs) this.worstMs = milliseconds;
    if (milliseconds > this.limitMs) this.overLimit += 1;
  }
}

/** Limits of one operation (AE6); sending has none. */
export const {
  metric: metricOverhead,
  log: logOverhead,
  spanStart: spanStartOverhead,
  spanEnd: spanEndOverhead,
  health: healthOverhead,
  sending: exportOverhead,
} = processWide('overhead', () => ({
  metric: new OverheadMeasure(5),
  log: new OverheadMeasure(5),
  spanStart: new OverheadMeasure(10),
  spanEnd: new OverheadMeasure(10),
  health: new OverheadMeasure(100),
  sending: new OverheadMeasure(Number.POSITIVE_INFINITY),
}));
