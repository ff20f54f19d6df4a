import type { FaultKind } from './faults/faults.ts';

/** Which faults can strike, and at the latest after how many chances: 1 means at the first or the second. */
export type Strikes = Readonly<Partial<Record<FaultKind, number>>>;

export interface ScenarioPlan {
  /** How often it comes in one round of all scenarios. */
  readonly weight: number;
  /** What makes a run of it fail. */
  readonly fatal: Strikes;
  /** What a later try gets over. */
  readonly passing: Strikes;
  /** How much it may have waited for, at most, before it goes silent. */
  readonly silentAfter: number;
}

/** What the fleet can run, and what can go wrong there. */
export const scenarioPlans = {
  'support-triage': {
    weight: 4,
    fatal: { http_500: 1, http_slow: 1, http_malformed: 1, rate_limited: 1, answer_broken: 0 },
    passing: { http_500: 1, http_slow: 1, rate_limited: 1, overloaded: 1, answer_broken: 0 },
    silentAfter: 4,
  },
  'research-lead': {
    weight: 2,
    fatal: { small_budget: 0, http_500: 3, overloaded: 5, answer_broken: 0 },
    passing: { http_500: 3, overloaded: 5, answer_broken: 0 },
    silentAfter: 4,
  },
  'code-review': {
    weight: 2,
    fatal: { tool_refuses: 1, rate_limited: 2, overloaded: 2 },
    passing: { rate_limited: 2, overloaded: 2 },
    silentAfter: 2,
  },
  'billing-reconciliation': {
    weight: 2,
    fatal: { database_locked: 0, payment_twice: 0, http_malformed: 2, http_500: 2 },
    passing: { database_locked: 0, http_slow: 2, rate_limited: 0 },
    silentAfter: 0,
  },
  'nightly-digest': {
    weight: 1,
    fatal: { http_500: 0, rate_limited: 3 },
    passing: { http_500: 0, overloaded: 3 },
    silentAfter: 3,
  },
  'invoice-import': { weight: 1, fatal: { row_invalid: 0 }, passing: {}, silentAfter: 8 },
} as const satisfies Record<string, ScenarioPlan>;

export type ScenarioName = keyof typeof scenarioPlans;

/** What can be made to go wrong in some scenario. */
export const strikingFaults: readonly FaultKind[] = [
  ...new Set(Object.values(scenarioPlans).flatMap(({ fatal }) => Object.keys(fatal) as FaultKind[])),
].sort();
