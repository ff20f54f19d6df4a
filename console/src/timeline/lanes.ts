import type { Timeline, TimelineCounts } from '../hub/types.ts';
import { toMs } from '../lib/format-time.ts';

export type Moment = Timeline['entries'][number];

/** Into how many parts a picture divides its stretch. */
export const PARTS = 240;

/** The lanes from top to bottom: what a person looks for first comes first. */
export const laneNames = [
  'runs',
  'models',
  'tools',
  'steps',
  'alerts',
  'marks',
  'snapshots',
  'logs',
] as const;
export type LaneName = (typeof laneNames)[number];

const laneOfType: Readonly<Record<Moment['type'], LaneName>> = {
  execution_start: 'runs',
  execution_end: 'runs',
  execution_error: 'runs',
  execution_cancel: 'runs',
  llm_call: 'models',
  tool_call: 'tools',
  step_start: 'steps',
  step_end: 'steps',
  alert: 'alerts',
  health_change: 'alerts',
  mark: 'marks',
  snapshot: 'snapshots',
  log: 'logs',
};

/** The lane of a moment; what only a newer hub knows is among the marks. */
export const laneOf = ({ type }: Pick<Moment, 'type'>): LaneName =>
  Object.hasOwn(laneOfType, type) ? laneOfType[type] : 'marks';

/** The types whose moments are in lanes that are shown; null where all lanes are. */
export function typesShown(hidden: ReadonlySet<LaneName>): readonly Moment['type'][] | null {
  if (hidden.size === 0) return null;
  const types = Object.keys(laneOfType) as Moment['type'][];
  return types.filter((type) => !hidden.has(laneOfType[type]));
}

const isFault = ({ severity }: Pick<Moment, 'severity'>): boolean =>
  severity === 'error' || severity === 'fatal';

/** Moments of one lane that lie too near each other to be drawn apart. */
interface Bin {
  /** Which part of the stretch, from 0. */
  readonly at: number;
  readonly count: number;
  /** Of these, failures. */
  readonly failed: number;
  readonly warned: number;
}

export interface Lane {
  readonly name: LaneName;
  readonly count: number;
  readonly failed: number;
  /** In order; empty ones are left out. */
  readonly bins: readonly Bin[];
}

/** The lanes of what the hub counted. Lanes without any are left out. */
export function lanesOfCounts({ types }: TimelineCounts): readonly Lane[] {
  const lanes = new LaneBins();
  for (const { type, filled } of types) {
    for (const { part, ...bin } of filled) lanes.add(laneOf({ type }), { at: part, ...bin });
  }
  return lanes.all();
}

/** How many moments of the lanes that are shown the hub counted. */
export const countShown = ({ types }: TimelineCounts, hidden: ReadonlySet<LaneName>): number =>
  types.reduce((sum, { type, count }) => sum + (hidden.has(laneOf({ type })) ? 0 : count), 0);

/**
 * Moments by lane, each lane divided into equal parts of the stretch. Lanes without any are left out.
 * @param stretch milliseconds since the epoch; what lies outside is counted at its edge
 */
export function lanesOf(
  moments: readonly Moment[],
  stretch: { readonly fromMs: number; readonly toMs: number },
  parts: number,
): readonly Lane[] {
  const length = Math.max(1, stretch.toMs - stretch.fromMs);
  const lanes = new LaneBins();
  for (const moment of moments) {
    const share = (toMs(moment.time) - stretch.fromMs) / length;
    const at = Math.min(parts - 1, Math.max(0, Math.floor(share * parts)));
    lanes.add(laneOf(moment), {
      at,
      count: 1,
      failed: isFault(moment) ? 1 : 0,
      warned: moment.severity === 'warn' ? 1 : 0,
    });
  }
  return lanes.all();
}

/** Adds up bins by lane. */
class LaneBins {
  readonly #lanes = new Map<LaneName, Map<number, Bin>>();

  add(name: LaneName, bin: Bin): void {
    const bins = this.#lanes.get(name) ?? new Map<number, Bin>();
    this.#lanes.set(name, bins);
    const { count, failed, warned } = bins.get(bin.at) ?? { count: 0, failed: 0, warned: 0 };
    bins.set(bin.at, {
      at: bin.at,
      count: count + bin.count,
      failed: failed + bin.failed,
      warned: warned + bin.warned,
    });
  }

  all(): readonly Lane[] {
    return laneNames.flatMap((name) => {
      const bins = [...(this.#lanes.get(name)?.values() ?? [])].sort((one, other) => one.at - other.at);
      const sum = (part: 'count' | 'failed') => bins.reduce((total, bin) => total + bin[part], 0);
      return bins.length === 0 ? [] : [{ name, count: sum('count'), failed: sum('failed'), bins }];
    });
  }
}

/** Place in the list of the moment that is nearest to a time; -1 where there is none. */
export function nearestMoment(moments: readonly Moment[], ms: number): number {
  let [best, distance] = [-1, Number.POSITIVE_INFINITY];
  for (const [index, { time }] of moments.entries()) {
    const away = Math.abs(toMs(time) - ms);
    if (away < distance) [best, distance] = [index, away];
  }
  return best;
}
