import { setImmediate as turn } from 'node:timers/promises';
import type { Stretch } from '../store/read-health.ts';
import { type GroupState, nextGroupState } from './group-state.ts';
import { type MeasureRow, readMeasureRows } from './measure-rows.ts';
import {
  addRow,
  breaks,
  dimensionsFor,
  foundOf,
  groupsOf,
  noSums,
  type Sums,
  sourceOf,
} from './measure-rule.ts';
import type { Rule } from './rule.ts';
import { pastAnomalies, RuleFault, type SpecialContext } from './special-measures.ts';

/** A stretch in which a rule would have fired for a group. */
export interface Firing {
  readonly key: string;
  readonly sinceUs: number;
  /** Null: to the end of the stretch. */
  readonly untilUs: number | null;
  /** The largest value within. */
  readonly peak: number;
}

export interface RulePreview {
  readonly stepS: number;
  readonly firings: readonly Firing[];
  /** Of the group with the largest value; the largest of the steps that a point stands for. */
  readonly points: readonly { readonly us: number; readonly value: number | null }[];
  readonly groups: number;
  readonly groupsLeftOut: number;
  readonly firingS: number;
}

const MAX_POINTS = 300;
const MAX_GROUPS = 100;
const QUARTER_MINUTE_S = 15;
/** Up to it, steps are those of evaluation itself. */
const FINE_S = 6 * 3600;
const LONG_STEP_S = 60;
/** Of windows over an hour, which change slowly. */
const STEPS_OF_WINDOW = 60;

const stepSeconds = (windowS: number, lengthS: number) =>
  windowS > 3600 ? windowS / STEPS_OF_WINDOW : lengthS <= FINE_S ? QUARTER_MINUTE_S : LONG_STEP_S;
/** Steps that are gone through before others get their turn. */
const AT_ONCE = 500;

/**
 * What a rule would have done in a stretch of the past: evaluated every 15 seconds of up to six hours, else every minute,
 * with a window over an hour sixty times while that passes, by what is stored now (what came late is there, as it was not then). Throws a RuleFault or TooManyRows.
 */
export async function previewRule(
  context: SpecialContext,
  rule: Rule,
  stretch: Stretch,
  nowUs: number,
): Promise<RulePreview> {
  const lengthS = Math.round((stretch.untilUs - stretch.sinceUs) / 1e6);
  if (rule.condition === 'anomaly') return previewAnomalies(context, rule, stretch, nowUs);
  const source = sourceOf[rule.condition];
  if (source === undefined) throw new RuleFault('There is no past of this condition to look at.');
  const stepS = stepSeconds(rule.windowS, lengthS);
  const windowSteps = rule.windowS / stepS;
  const sinceUs = stretch.sinceUs - rule.windowS * 1e6;
  const rows = await readMeasureRows(context.database, {
    source,
    projects: [rule.project],
    stretch: { sinceUs, untilUs: stretch.untilUs },
    dimensions: dimensionsFor([rule]),
    durations: rule.condition === 'response_time',
    stepUs: stepS * 1e6,
  });
  const steps = Math.floor(lengthS / stepS);
  const groups = groupRows(rule, rows);
  const points = new Points(steps);
  const firings: Firing[] = [];
  let firingS = 0;
  for (const [key, byStep] of groups.kept) {
    const walked = await walk(rule, key, byStep, {
      steps,
      stepS,
      windowSteps,
      sinceUs: stretch.sinceUs,
      points,
    });
    firings.push(...walked);
    for (const one of walked) firingS += ((one.untilUs ?? stretch.untilUs) - one.sinceUs) / 1e6;
  }
  return {
    stepS,
    firings: firings.sort((a, b) => a.sinceUs - b.sinceUs),
    points: points.all(stretch.sinceUs, stepS),
    groups: groups.kept.size,
    groupsLeftOut: groups.leftOut,
    firingS,
  };
}

type ByStep = ReadonlyMap<number, readonly MeasureRow[]>;

/** Rows by group and step; of many groups those with most rows' worth of counts. */
function groupRows(rule: Rule, rows: readonly MeasureRow[]): { kept: Map<string, ByStep>; leftOut: number } {
  const groupOf = groupsOf(rule);
  const groups = new Map<string, MeasureRow[]>(rule.groupBy === null ? [['', []]] : []);
  for (const row of rows) {
    const key = groupOf(row);
    if (key === null) continue;
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  const size = (some: readonly MeasureRow[]) => some.reduce((sum, { count }) => sum + count, 0);
  const kept = [...groups].sort(([, a], [, b]) => size(b) - size(a)).slice(0, MAX_GROUPS);
  return {
    kept: new Map(kept.map(([key, some]) => [key, Map.groupBy(some, ({ step }) => step)])),
    leftOut: groups.size - kept.length,
  };
}

interface Walk {
  readonly steps: number;
  readonly stepS: number;
  readonly windowSteps: number;
  readonly sinceUs: number;
  readonly points: Points;
}

/** Goes through the steps of one group as evaluation would have. */
async function walk(
  rule: Rule,
  key: string,
  byStep: ByStep,
  { steps, stepS, windowSteps, sinceUs, points }: Walk,
): Promise<Firing[]> {
  const sums: Sums = noSums();
  const add = (step: number, sign: 1 | -1) => {
    for (const row of byStep.get(step) ?? []) addRow(sums, row, sign);
  };
  // Step 0 of the rows begins a window before the stretch.
  for (let step = 0; step < windowSteps; step += 1) add(step, 1);
  const firings: Firing[] = [];
  let state: GroupState | undefined;
  let open: { sinceUs: number; peak: number } | null = null;
  for (let at = 0; at <= steps; at += 1) {
    if (at > 0) {
      add(at - 1, -1);
      add(at - 1 + windowSteps, 1);
    }
    const nowUs = sinceUs + at * stepS * 1e6;
    const found = foundOf(rule, key, sums);
    points.see(at, found.value);
    state = nextGroupState(state, found, {
      nowUs,
      lastUs: nowUs - stepS * 1e6,
      forUs: rule.forS * 1e6,
      keepUs: rule.keepFiringForS * 1e6,
      gapUs: Number.POSITIVE_INFINITY,
    });
    if (state.state === 'firing') {
      open ??= { sinceUs: nowUs, peak: found.value ?? Number.NEGATIVE_INFINITY };
      open.peak = Math.max(open.peak, found.value ?? Number.NEGATIVE_INFINITY);
    } else if (open !== null) {
      firings.push({ key, ...open, untilUs: nowUs });
      open = null;
    }
    if (at % AT_ONCE === 0) await turn();
  }
  if (open !== null) firings.push({ key, ...open, untilUs: null });
  return firings;
}

/** The largest values over time, as few as a picture needs. */
class Points {
  readonly #steps: number;
  readonly #each: number;
  readonly #values: (number | null)[];

  constructor(steps: number) {
    this.#steps = steps;
    this.#each = Math.max(1, Math.ceil((steps + 1) / MAX_POINTS));
    this.#values = new Array(Math.ceil((steps + 1) / this.#each)).fill(null);
  }

  see(step: number, value: number | null): void {
    const at = Math.floor(step / this.#each);
    if (value !== null) this.#values[at] = Math.max(this.#values[at] ?? Number.NEGATIVE_INFINITY, value);
  }

  /** Each with the time of its last step. */
  all(sinceUs: number, stepS: number): { us: number; value: number | null }[] {
    return this.#values.map((value, at) => ({
      us: sinceUs + Math.min((at + 1) * this.#each - 1, this.#steps) * stepS * 1e6,
      value,
    }));
  }
}

/** Anomalies are of whole hours. */
async function previewAnomalies(
  context: SpecialContext,
  rule: Rule,
  stretch: Stretch,
  nowUs: number,
): Promise<RulePreview> {
  const past = await pastAnomalies(context, rule, stretch, nowUs);
  const over = past.filter(({ score }) => breaks(rule, score));
  const hours = Math.ceil((stretch.untilUs - stretch.sinceUs) / 3600e6);
  const points = new Points(hours);
  for (let hour = 0; hour <= hours; hour += 1) {
    const us = stretch.sinceUs + hour * 3600e6;
    const scores = past.filter((one) => one.sinceUs <= us && us < one.untilUs).map(({ score }) => score);
    points.see(hour, Math.max(0, ...scores));
  }
  const firings = over
    .map(({ key, sinceUs, untilUs, score }) => ({
      key,
      sinceUs: Math.max(sinceUs, stretch.sinceUs),
      untilUs: untilUs >= stretch.untilUs ? null : untilUs,
      peak: score,
    }))
    .sort((a, b) => a.sinceUs - b.sinceUs);
  return {
    stepS: 3600,
    firings,
    points: points.all(stretch.sinceUs, 3600),
    groups: new Set(past.map(({ key }) => key)).size,
    groupsLeftOut: 0,
    firingS: firings.reduce((sum, one) => sum + ((one.untilUs ?? stretch.untilUs) - one.sinceUs) / 1e6, 0),
  };
}
