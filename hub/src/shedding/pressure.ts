/** What a hub measures of itself. */
export interface Load {
  /** How long the turn of the event loop takes, ms of work, into which a request falls that comes at any moment. */
  readonly delayMs: number;
  /** Reads that wait for a connection to the database. */
  readonly waitingReads: number;
  /** Rough bytes that wait to be stored. */
  readonly waitingBytes: number;
}

/** The load at which the first are refused. */
export const FIRST: Load = { delayMs: 500, waitingReads: 16, waitingBytes: 32 * 2 ** 20 };

/** In the order in which they are refused. */
export const shedKinds = ['heavy_read', 'read', 'ingest'] as const;
export type ShedKind = (typeof shedKinds)[number];

/** Multiples of FIRST at which each kind is refused. */
const AT = [1, 2, 4];
/** Reads that wait are no reason to refuse telemetry. */
const MOST_OF_READS = 3;
/** Looks in a row that rise a level; one look may be a hiccup. */
const LOOKS_UP = 2;
/** Looks in a row, clearly below the level, that take it back. */
const LOOKS_DOWN = 6;
const CLEARLY = 0.7;

/** How many kinds are refused, and the looks that speak for more or fewer. */
export interface Pressure {
  readonly level: number;
  readonly above: number;
  readonly below: number;
}

export const noPressure: Pressure = { level: 0, above: 0, below: 0 };

/** The load in multiples of FIRST: the worst of the three. */
export function multipleOf(load: Load): number {
  return Math.max(
    load.delayMs / FIRST.delayMs,
    load.waitingBytes / FIRST.waitingBytes,
    Math.min(load.waitingReads / FIRST.waitingReads, MOST_OF_READS),
  );
}

/** The pressure after one more look. It rises fast and to where the load is, and falls slowly, a level at a time. */
export function nextPressure({ level, above, below }: Pressure, load: Load): Pressure {
  const multiple = multipleOf(load);
  const reached = AT.filter((at) => multiple >= at).length;
  if (reached > level)
    return above + 1 >= LOOKS_UP
      ? { level: reached, above: 0, below: 0 }
      : { level, above: above + 1, below: 0 };
  if (level > 0 && multiple < CLEARLY * (AT[level - 1] ?? 0))
    return below + 1 >= LOOKS_DOWN
      ? { level: level - 1, above: 0, below: 0 }
      : { level, above: 0, below: below + 1 };
  return { level, above: 0, below: 0 };
}

/** Whether a kind is refused. */
export function isShed({ level }: Pressure, kind: ShedKind): boolean {
  return shedKinds.indexOf(kind) < level;
}
