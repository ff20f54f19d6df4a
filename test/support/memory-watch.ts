import { readFileSync } from 'node:fs';

const EVERY_MS = 200;

/** Megabytes that a process holds: its own pages and its share of those that it shares (PSS); 0 where it is gone. */
export function heldMb(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Math.round(Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** Watches what a process holds; `pid` is asked each time, since it may be another process by then. */
export class MemoryWatch {
  readonly startMb: number;
  peakMb: number;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: () => number | undefined) {
    const held = () => heldMb(pid() ?? 0);
    this.startMb = held();
    this.peakMb = this.startMb;
    this.#timer = setInterval(() => {
      this.peakMb = Math.max(this.peakMb, held());
    }, EVERY_MS);
  }

  /** By how many megabytes it grew at most. Sources that run without a build hold more at the start, and grow alike. */
  get grownMb(): number {
    return this.peakMb - this.startMb;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
