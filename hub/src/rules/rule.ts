/** EN1: what a rule may be about. */
export const ruleConditions = [
  'error_rate',
  'event_count',
  'event_rate',
  'response_time',
  'cost',
  'anomaly',
] as const;
export type RuleCondition = (typeof ruleConditions)[number];

/** What only rules that every project has are about. */
export const builtInConditions = ['stuck', 'abandoned', 'unpriced', 'budget', 'database'] as const;
export type BuiltInCondition = (typeof builtInConditions)[number];

export type AnyCondition = RuleCondition | BuiltInCondition;

/** What is told apart, by a filter or in groups. */
export const ruleDimensions = [
  'agent',
  'workflow',
  'service',
  'environment',
  'provider',
  'model',
  'user',
  'session',
] as const;
export type RuleDimension = (typeof ruleDimensions)[number];

/** By which of them each condition can tell apart. */
export const dimensionsOf: Readonly<Record<AnyCondition, readonly RuleDimension[]>> = {
  error_rate: ruleDimensions,
  event_count: ruleDimensions,
  event_rate: ruleDimensions,
  response_time: ['agent', 'workflow', 'service', 'environment', 'user', 'session'],
  cost: ruleDimensions,
  anomaly: ['agent', 'provider', 'model'],
  stuck: ['agent'],
  abandoned: ['agent', 'service', 'environment'],
  unpriced: ruleDimensions,
  budget: [],
  database: [],
};

/** Conditions whose events have tags. */
export const taggedConditions: readonly AnyCondition[] = ['error_rate', 'event_count', 'event_rate'];

export const ruleStatistics = ['avg', 'p50', 'p95', 'p99', 'max'] as const;
export type RuleStatistic = (typeof ruleStatistics)[number];

export const ruleSeverities = ['critical', 'warning', 'info'] as const;
export type RuleSeverity = (typeof ruleSeverities)[number];

/** Each one that is given must hold; of a list, one value must. */
export type RuleFilter = Readonly<Partial<Record<RuleDimension, readonly string[]>>> & {
  readonly tag?: Readonly<Record<string, readonly string[]>>;
};

/** A rule of a project: it holds where the value of its window is above the threshold. */
export interface Rule {
  readonly project: string;
  readonly name: string;
  readonly condition: AnyCondition;
  readonly threshold: number;
  readonly windowS: number;
  readonly enabled: boolean;
  readonly severity: RuleSeverity;
  /** How long it must hold before it fires, and goes on to fire when it no longer does. */
  readonly forS: number;
  readonly keepFiringForS: number;
  /** Of response times. */
  readonly statistic: RuleStatistic | null;
  /** Of anomalies: what may be out of the usual; null for anything. */
  readonly metric: string | null;
  readonly filter: RuleFilter;
  readonly groupBy: RuleDimension | null;
  /** Events, runs or calls that the window needs before a rate or a time says anything. */
  readonly minEvents: number;
  readonly description: string;
  readonly runbookUrl: string | null;
}

/** `user`: made over the API; the others are in every project. */
export type RuleOrigin = 'default' | 'built_in' | 'user';

/** A rule with where it comes from. */
export interface ListedRule extends Rule {
  readonly origin: RuleOrigin;
  /** Whether somebody changed one that every project has. */
  readonly isChanged: boolean;
  readonly createdUs: number | null;
  readonly updatedUs: number | null;
  readonly updatedBy: string | null;
}
