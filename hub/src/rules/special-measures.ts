import { fleetAnomalies, type SubjectAnomaly } from '../anomalies/fleet-anomalies.ts';
import { budgetState } from '../budgets/budget-state.ts';
import { periodAt } from '../budgets/period.ts';
import { readBudgets } from '../budgets/read-budgets.ts';
import { readHours } from '../budgets/read-hours.ts';
import { readStuck } from '../failures/read-stuck.ts';
import { databaseBytes } from '../store/counts.ts';
import type { Database } from '../store/database.ts';
import { HOUR_US } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { breaks, type Found } from './measure-rule.ts';
import type { Rule } from './rule.ts';

/** What the conditions go by that are no sums of rows. */
export interface SpecialContext {
  readonly database: Database;
  /** Microseconds of silence after which an execution counts as abandoned. */
  readonly executionTimeoutUs: number;
  readonly maxDatabaseBytes: number | null;
  /** ENABLE_ANOMALY_DETECTION. */
  readonly anomalyDetection: boolean;
}

/** A rule cannot be evaluated; the message says why, for people. */
export class RuleFault extends Error {}

const found = (rule: Rule, key: string, value: number, count = 1, unpriced = 0): Found => ({
  key,
  value,
  holds: count >= rule.minEvents && breaks(rule, value),
  count,
  unpriced,
});

/** Runs that hang now, by agent; those of one project are asked for once. */
export async function measureStuck(
  { database, executionTimeoutUs }: SpecialContext,
  project: string,
  nowUs: number,
): Promise<(rule: Rule) => Found[]> {
  const question = { agent: null, service: null, environment: null };
  const { stuck, stuckCount } = await readStuck(
    database,
    project,
    question,
    { nowUs, timeoutUs: executionTimeoutUs },
    MOST_STUCK,
  );
  return (rule) => {
    const agents = rule.filter.agent;
    const rows = agents === undefined ? stuck : stuck.filter(({ name }) => agents.includes(name));
    if (rule.groupBy !== 'agent')
      return [found(rule, '', agents === undefined ? stuckCount : rows.length, Math.max(1, rows.length))];
    return Array.from(
      Map.groupBy(rows, ({ name }) => name),
      ([name, of]) => found(rule, name, of.length, of.length),
    );
  };
}
const MOST_STUCK = 1000;

/** How much of each budget is spent, as a ratio; what has no price at all is not known. */
export async function measureBudgets(
  { database }: SpecialContext,
  project: string,
  nowUs: number,
): Promise<(rule: Rule) => Found[]> {
  const budgets = await readBudgets(database, project);
  const states = await Promise.all(
    budgets.map(async (budget) => {
      const stretch = { sinceUs: periodAt(budget.period, nowUs).startUs, untilUs: nowUs };
      const hours = await readHours(
        database,
        project,
        budget.by,
        budget.value === null ? [] : [budget.value],
        stretch,
      );
      return { budget, state: budgetState(budget, hours.get(budget.value ?? '') ?? [], nowUs) };
    }),
  );
  return (rule) =>
    states.map(({ budget, state: { spentUsd, unpriced } }) =>
      spentUsd === null
        ? { key: budget.name, value: null, holds: false, count: 0, unpriced }
        : found(rule, budget.name, spentUsd / budget.limitUsd, 1, unpriced),
    );
}

/** How much of what the database may take it does, as a ratio. Throws a RuleFault where it may take anything. */
export async function measureDatabase({
  database,
  maxDatabaseBytes,
}: SpecialContext): Promise<(rule: Rule) => Found[]> {
  if (maxDatabaseBytes === null)
    throw new RuleFault('OBSERVATORY_MAX_DATABASE_BYTES is not set: the database has no bound.');
  const share = (await databaseBytes(database)) / maxDatabaseBytes;
  return (rule) => [found(rule, '', share)];
}

/** Anomalies that last, or that ended within the window of a rule, by their scores (docs/hub-predictions.md). */
export async function measureAnomalies(
  { database, anomalyDetection }: SpecialContext,
  project: string,
  nowUs: number,
  longestS: number,
): Promise<(rule: Rule) => Found[]> {
  if (!anomalyDetection) throw new RuleFault('ENABLE_ANOMALY_DETECTION is off.');
  const stretch = { sinceUs: nowUs - Math.max(longestS * 1e6, HOUR_US), untilUs: nowUs };
  const { anomalies, firstUs, judged } = await fleetAnomalies(database, project, {
    stretch,
    nowUs,
    minScore: 0,
  });
  return (rule) => {
    const sinceUs = nowUs - Math.max(rule.windowS * 1e6, HOUR_US);
    const within = anomaliesOf(rule, anomalies).filter(
      ({ end }) => end === null || firstUs + end * HOUR_US > sinceUs,
    );
    if (judged === 0) return rule.groupBy === null ? [{ ...nothing }] : [];
    const scores = new Map<string, number>(rule.groupBy === null ? [['', 0]] : []);
    for (const { subject, score } of within) {
      const key = keyOf(rule, subject);
      if (key !== null) scores.set(key, Math.max(scores.get(key) ?? 0, score));
    }
    return Array.from(scores, ([key, score]) => found(rule, key, score, Math.max(1, rule.minEvents)));
  };
}
const nothing: Found = { key: '', value: null, holds: false, count: 0, unpriced: 0 };

const keyOf = ({ groupBy }: Rule, subject: SubjectAnomaly['subject']): string | null =>
  groupBy === null
    ? ''
    : (groupBy === 'agent' || groupBy === 'provider' || groupBy === 'model' ? subject[groupBy] : null) ||
      null;

/** The anomalies that a rule is about. */
export function anomaliesOf(
  { filter, metric }: Rule,
  anomalies: readonly SubjectAnomaly[],
): SubjectAnomaly[] {
  const wants = (of: 'agent' | 'provider' | 'model', value: string | null) =>
    filter[of] === undefined || (value !== null && filter[of].includes(value));
  return anomalies.filter(
    (one) =>
      (metric === null || one.metric.name === metric) &&
      wants('agent', one.subject.agent) &&
      wants('provider', one.subject.provider) &&
      wants('model', one.subject.model),
  );
}

/** When a rule about anomalies would have fired, by the hours of a stretch. */
export async function pastAnomalies(
  { database, anomalyDetection }: SpecialContext,
  rule: Rule,
  stretch: Stretch,
  nowUs: number,
): Promise<
  { readonly key: string; readonly sinceUs: number; readonly untilUs: number; readonly score: number }[]
> {
  if (!anomalyDetection) throw new RuleFault('ENABLE_ANOMALY_DETECTION is off.');
  const { anomalies, firstUs } = await fleetAnomalies(database, rule.project, {
    stretch,
    nowUs,
    minScore: 0,
  });
  return anomaliesOf(rule, anomalies).flatMap((one) => {
    const key = keyOf(rule, one.subject);
    if (key === null) return [];
    const untilUs = one.end === null ? stretch.untilUs : firstUs + one.end * HOUR_US;
    return [{ key, sinceUs: firstUs + one.start * HOUR_US, untilUs, score: one.score }];
  });
}
