import { alertSourceOf } from '../alerts/alert-event.ts';
import type { AlertNotice } from '../alerts/alert-notice.ts';
import { fingerprintOf } from '../alerts/fingerprint.ts';
import type { AlertRow } from '../alerts/occurrences.ts';
import { readFiringOfHub } from '../alerts/read-alerts.ts';
import { type Batch, emptyBatch } from '../store/batch.ts';
import { sourceHash } from '../store/source-ids.ts';
import type { DefaultRuleSettings } from './default-rules.ts';
import { type GroupState, nextGroupState } from './group-state.ts';
import { readMeasureRows, TooManyRows } from './measure-rows.ts';
import { dimensionsFor, type Found, measureRule, sourceOf } from './measure-rule.ts';
import { newestEvent } from './newest-event.ts';
import type { ListedRule, Rule } from './rule.ts';
import { describeUnpriced, labelsOf, ruleAlert } from './rule-alert.ts';
import { readRules } from './rule-rows.ts';
import { readRuleStates, type StoredRuleState, writeRuleStates } from './rule-states.ts';
import {
  measureAnomalies,
  measureBudgets,
  measureDatabase,
  measureStuck,
  RuleFault,
  type SpecialContext,
} from './special-measures.ts';

export interface EvaluatorOptions extends SpecialContext {
  readonly defaults: DefaultRuleSettings;
  /** Prometheus evaluates what every project has (design decision 11): the hub only what users made. */
  readonly hasPrometheus: boolean;
  readonly store: (batch: Batch) => Promise<void>;
}

export interface Evaluation {
  readonly states: readonly StoredRuleState[];
  /** Alerts that began or ended. */
  readonly changes: number;
}

const SECOND_US = 1e6;
const MINUTE_US = 60e6;
/** Between two evaluations; what is longer says nothing of the time between. */
const GAP_US = 2 * MINUTE_US;
/** Groups of one rule that are looked at: those that fire, then those with the largest values. */
const MAX_GROUPS = 100;
/** An alert that goes on is told so often, so that it is not forgotten. */
const RETELL_US = 5 * MINUTE_US;
/** Alerts that begin at once and say which event they are of. */
const MAX_EVENTS = 50;
/** A long window changes slowly: it is looked at so many times while it passes. */
const LOOKS_OF_WINDOW = 120;
const SHORT_S = 900;
/** What has very many values takes longer to tell apart. */
const MANY_S = 60;
const SLOW_S: Readonly<Partial<Record<Rule['condition'], number>>> = {
  anomaly: 300,
  database: 300,
  stuck: 60,
  budget: 60,
};

/** Between two evaluations of a rule, beyond what evaluation itself takes its turn. */
export function intervalSeconds({
  condition,
  windowS,
  groupBy,
}: Pick<Rule, 'condition' | 'windowS' | 'groupBy'>): number {
  const ofWindow = windowS <= SHORT_S ? 0 : windowS / LOOKS_OF_WINDOW;
  return SLOW_S[condition] ?? (hasMany(groupBy) ? Math.max(MANY_S, ofWindow) : ofWindow);
}

const hasMany = (groupBy: Rule['groupBy']) => groupBy === 'user' || groupBy === 'session';

const keyOf = (rule: { readonly project: string; readonly name: string }) =>
  JSON.stringify([rule.project, rule.name]);

type Outcome = readonly Found[] | { readonly fault: string };

/** Evaluates the rules of all projects, with what it remembers of the time between two evaluations. */
export class RuleEvaluator {
  readonly #options: EvaluatorOptions;
  readonly #triedUs = new Map<string, number>();

  constructor(options: EvaluatorOptions) {
    this.#options = options;
  }

  /** One evaluation of all rules whose turn it is. What fails of some rules leaves the others. */
  async evaluate(nowUs: number): Promise<Evaluation> {
    const { database, defaults, hasPrometheus } = this.#options;
    const all = await readRules(database, defaults, null);
    const rules = all.filter((rule) => rule.enabled && !(hasPrometheus && rule.origin !== 'user'));
    const stored = new Map(
      (await readRuleStates(database, null)).map((state) => [
        keyOf({ project: state.project, name: state.rule }),
        state,
      ]),
    );
    const firing = new Map(
      (await readFiringOfHub(database)).map((row) => [`${row.project} ${row.fingerprint}`, row]),
    );
    const due = rules.filter((rule) => this.#isDue(rule, stored.get(keyOf(rule)), nowUs));
    for (const rule of due) this.#triedUs.set(keyOf(rule), nowUs);
    const outcomes = await this.#measure(due, nowUs);

    const states = new Map(
      rules.flatMap((rule) => {
        const state = stored.get(keyOf(rule));
        return state === undefined ? [] : [[keyOf(rule), state] as const];
      }),
    );
    const changed: StoredRuleState[] = [];
    const founds = new Map<string, { readonly rule: ListedRule; readonly found: Found }>();
    for (const rule of due) {
      const key = keyOf(rule);
      const outcome = outcomes.get(rule) ?? { fault: 'It was not measured.' };
      const state = nextState(rule, stored.get(key), outcome, firing, nowUs);
      changed.push(state);
      states.set(key, state);
      if (!('fault' in outcome))
        for (const found of outcome) founds.set(`${key} ${found.key}`, { rule, found });
    }
    const changes = await this.#tell(rules, states, founds, firing, nowUs);
    const kept = new Set(rules.map(keyOf));
    const gone = [...stored.values()].filter(
      ({ project, rule }) => !kept.has(keyOf({ project, name: rule })),
    );
    await writeRuleStates(database, changed, gone);
    for (const key of this.#triedUs.keys()) if (!kept.has(key)) this.#triedUs.delete(key);
    return { states: [...states.values()], changes };
  }

  #isDue(rule: ListedRule, state: StoredRuleState | undefined, nowUs: number): boolean {
    const lastUs = this.#triedUs.get(keyOf(rule)) ?? state?.evaluatedUs;
    if (lastUs === undefined || lastUs > nowUs || (rule.updatedUs ?? 0) > lastUs) return true;
    return nowUs - lastUs >= (intervalSeconds(rule) - 1) * SECOND_US;
  }

  async #measure(rules: readonly ListedRule[], nowUs: number): Promise<Map<Rule, Outcome>> {
    const outcomes = new Map<Rule, Outcome>();
    const attempt = async (
      some: readonly Rule[],
      measure: () => Promise<(rule: Rule) => readonly Found[]>,
    ) => {
      try {
        const of = await measure();
        for (const rule of some) outcomes.set(rule, of(rule));
      } catch (error) {
        const fault = faultOf(error);
        for (const rule of some) outcomes.set(rule, { fault });
      }
    };
    for (const some of Map.groupBy(rules, batchOf).values()) {
      const [first] = some;
      if (first === undefined) continue;
      const source = sourceOf[first.condition];
      const { project } = first;
      if (source === undefined) {
        await attempt(some, () => {
          if (first.condition === 'stuck') return measureStuck(this.#options, project, nowUs);
          if (first.condition === 'budget') return measureBudgets(this.#options, project, nowUs);
          if (first.condition === 'database') return measureDatabase(this.#options);
          return measureAnomalies(
            this.#options,
            project,
            nowUs,
            Math.max(...some.map(({ windowS }) => windowS)),
          );
        });
        continue;
      }
      await attempt(some, async () => {
        const rows = await readMeasureRows(this.#options.database, {
          source,
          projects: [...new Set(some.map((rule) => rule.project))],
          stretch: { sinceUs: nowUs - first.windowS * SECOND_US, untilUs: nowUs },
          dimensions: dimensionsFor(some),
          durations: first.condition === 'response_time',
          stepUs: null,
        });
        const ofProject = Map.groupBy(rows, (row) => row.project);
        return (rule) => measureRule(rule, ofProject.get(rule.project) ?? []);
      });
    }
    return outcomes;
  }

  /** Brings the history in line with what fires now; resolves with how many alerts began or ended. */
  async #tell(
    rules: readonly ListedRule[],
    states: ReadonlyMap<string, StoredRuleState>,
    founds: ReadonlyMap<string, { readonly rule: ListedRule; readonly found: Found }>,
    firing: ReadonlyMap<string, AlertRow>,
    nowUs: number,
  ): Promise<number> {
    const wanted = new Set<string>();
    /** Of rules that nobody knows anything of, alerts stay as they are. */
    const unknown = new Set<string>();
    const notices: AlertNotice[] = [];
    const begun: { readonly rule: ListedRule; readonly key: string; readonly at: number }[] = [];
    for (const rule of rules) {
      const state = states.get(keyOf(rule));
      if (state === undefined || state.state === 'unknown') unknown.add(keyOf(rule));
      for (const group of state?.groups ?? []) {
        if (group.state !== 'firing') continue;
        const place = `${rule.project} ${fingerprintOf(labelsOf(rule, group.key))}`;
        wanted.add(place);
        const found = founds.get(`${keyOf(rule)} ${group.key}`)?.found;
        const row = firing.get(place);
        if (state?.evaluatedUs !== nowUs || (row && nowUs - row.last_notified_at < RETELL_US)) continue;
        if (row && found === undefined) continue;
        const told = found ?? { key: group.key, value: group.value, count: 0, unpriced: 0 };
        if (row === undefined) begun.push({ rule, key: group.key, at: notices.length });
        notices.push(ruleAlert(rule, told, { startsUs: row?.starts_at ?? nowUs, endsUs: null, nowUs }));
      }
    }
    for (const { rule, key, at } of begun.slice(0, MAX_EVENTS)) {
      const notice = notices[at];
      // What it is of is said where it can be; the alert does not wait for it.
      const event = await newestEvent(this.#options.database, rule, key, nowUs).catch(() => ({}));
      if (notice) notices[at] = { ...notice, ...event };
    }
    const over = [...firing].filter(
      ([place, row]) => !wanted.has(place) && !unknown.has(keyOf({ project: row.project, name: row.name })),
    );
    for (const [, row] of over) notices.push(resolved(row, nowUs));
    if (notices.length > 0) await this.#store(notices);
    return begun.length + over.length;
  }

  async #store(notices: readonly AlertNotice[]): Promise<void> {
    const batch = emptyBatch();
    const source = alertSourceOf('hub');
    const id = sourceHash(source);
    for (const { project } of notices) batch.sources.set(`${project} ${id}`, { project, id, source });
    batch.alerts.push(...notices);
    await this.#options.store(batch);
  }
}

function faultOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof RuleFault || error instanceof TooManyRows
    ? message
    : `The database did not answer: ${message}.`;
}

/** Rules that are measured together: of one source and window, or of one project. */
function batchOf({ condition, windowS, project, filter, groupBy }: Rule): string {
  const source = sourceOf[condition];
  if (source === undefined) return JSON.stringify([condition, project]);
  // What has very many values makes many rows, which others need not go through.
  const many = hasMany(groupBy) ? groupBy : '';
  const tags = Object.keys(filter.tag ?? {}).sort();
  return JSON.stringify([source, condition === 'response_time', windowS, many, tags]);
}

function resolved(row: AlertRow, nowUs: number): AlertNotice {
  return {
    project: row.project,
    source: 'hub',
    fingerprint: row.fingerprint,
    name: row.name,
    severity: row.severity,
    status: 'resolved',
    labels: row.labels,
    annotations: row.annotations,
    startsUs: row.starts_at,
    endsUs: nowUs,
    generatorUrl: row.generator_url,
    receivedUs: nowUs,
  };
}

function nextState(
  rule: Rule,
  stored: StoredRuleState | undefined,
  outcome: Outcome,
  firing: ReadonlyMap<string, AlertRow>,
  nowUs: number,
): StoredRuleState {
  const base = { project: rule.project, rule: rule.name };
  if ('fault' in outcome) {
    const { evaluatedUs = nowUs, groups = [], value = null, leftOut = 0 } = stored ?? {};
    return { ...base, state: 'unknown', value, evaluatedUs, reason: outcome.fault, groups, leftOut };
  }
  const known = new Map(
    (stored?.groups ?? []).map((group) => [group.key, asInHistory(rule, group, firing)] as const),
  );
  const found = new Map(outcome.map((one) => [one.key, one]));
  for (const { key, state } of known.values())
    if (state !== 'ok' && !found.has(key))
      found.set(key, { key, value: null, holds: false, count: 0, unpriced: 0 });
  const times = {
    nowUs,
    lastUs: stored?.evaluatedUs ?? null,
    forUs: rule.forS * SECOND_US,
    keepUs: rule.keepFiringForS * SECOND_US,
    gapUs: Math.max(GAP_US, 2 * intervalSeconds(rule) * SECOND_US),
  };
  const rank = (one: Found) => (known.get(one.key)?.state === 'firing' ? 0 : one.holds ? 1 : 2);
  const inOrder = [...found.values()].sort(
    (a, b) =>
      rank(a) - rank(b) || (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY),
  );
  const groups = inOrder.slice(0, MAX_GROUPS).map((one) => nextGroupState(known.get(one.key), one, times));
  const values = groups.flatMap(({ value }) => (value === null ? [] : [value]));
  const state = groups.some((one) => one.state === 'firing')
    ? 'firing'
    : groups.some((one) => one.state === 'pending')
      ? 'pending'
      : 'ok';
  const leftOut = inOrder.length - groups.length;
  return {
    ...base,
    state,
    value: values.length === 0 ? null : Math.max(...values),
    evaluatedUs: nowUs,
    reason: reasonOf(rule, outcome, leftOut),
    groups,
    leftOut,
  };
}

/** What was resolved by hand no longer fires; where it still holds, it fires again at once. */
function asInHistory(rule: Rule, group: GroupState, firing: ReadonlyMap<string, AlertRow>): GroupState {
  if (group.state !== 'firing') return group;
  if (firing.has(`${rule.project} ${fingerprintOf(labelsOf(rule, group.key))}`)) return group;
  return { ...group, state: 'pending' };
}

function reasonOf(rule: Rule, outcome: readonly Found[], leftOut: number): string | null {
  const notes: string[] = [];
  const unpriced = outcome.reduce((sum, one) => sum + one.unpriced, 0);
  if (unpriced > 0 && (rule.condition === 'cost' || rule.condition === 'budget'))
    notes.push(describeUnpriced(unpriced, 'the cost'));
  if (outcome.every(({ value }) => value === null))
    notes.push('There is nothing in the window to say it by.');
  else if (outcome.every(({ count }) => count < rule.minEvents))
    notes.push(`Fewer than ${rule.minEvents} (min_events) are in the window.`);
  if (leftOut > 0)
    notes.push(`${leftOut} groups more than ${MAX_GROUPS} were left out, those with the smallest values.`);
  return notes.length === 0 ? null : notes.join(' ');
}
