import type { ListedRule, Rule, RuleOrigin } from './rule.ts';

/** What the rules that every project has go by. */
export interface DefaultRuleSettings {
  /** ERROR_RATE_THRESHOLD, EVENT_RATE_THRESHOLD (a minute), RESPONSE_TIME_THRESHOLD (ms). */
  readonly errorRate: number;
  readonly eventRate: number;
  readonly responseTimeMs: number;
  /** OBSERVATORY_MAX_DATABASE_BYTES; null for no bound. */
  readonly maxDatabaseBytes: number | null;
}

const FIVE_MINUTES_S = 300;
const HOUR_S = 3600;

const base = {
  enabled: true,
  severity: 'warning',
  windowS: FIVE_MINUTES_S,
  forS: 0,
  keepFiringForS: FIVE_MINUTES_S,
  statistic: null,
  metric: null,
  filter: {},
  groupBy: null,
  minEvents: 1,
  runbookUrl: null,
} as const satisfies Partial<Rule>;

/** Names of the rules that every project has, of EN1 and of what everybody wants to be told at once. */
export const defaultRuleNames: ReadonlySet<string> = new Set([
  'high_error_rate',
  'high_event_rate',
  'slow_response',
  'stuck_executions',
  'abandoned_executions',
  'unpriced_models',
  'budget_spent',
  'database_nearly_full',
]);

/** The rules that a project has unless somebody changed them. */
export function defaultRules(project: string, settings: DefaultRuleSettings): ListedRule[] {
  const listed = (
    origin: RuleOrigin,
    rule: Omit<Rule, 'project' | keyof typeof base> & Partial<Rule>,
  ): ListedRule => ({
    ...base,
    ...rule,
    project,
    origin,
    isChanged: false,
    createdUs: null,
    updatedUs: null,
    updatedBy: null,
  });
  return [
    listed('default', {
      name: 'high_error_rate',
      condition: 'error_rate',
      threshold: settings.errorRate,
      minEvents: 10,
      description: 'Many of the events are errors.',
    }),
    listed('default', {
      name: 'high_event_rate',
      condition: 'event_rate',
      threshold: settings.eventRate,
      severity: 'info',
      description: 'Agents make many events.',
    }),
    listed('default', {
      name: 'slow_response',
      condition: 'response_time',
      threshold: settings.responseTimeMs,
      statistic: 'p95',
      minEvents: 5,
      severity: 'info',
      description: 'Runs of agents and workflows take long.',
    }),
    listed('built_in', {
      name: 'stuck_executions',
      condition: 'stuck',
      threshold: 0,
      forS: 120,
      groupBy: 'agent',
      description: 'A run that has not ended gives no sign of life.',
    }),
    listed('built_in', {
      name: 'abandoned_executions',
      condition: 'abandoned',
      threshold: 0,
      windowS: 900,
      groupBy: 'agent',
      keepFiringForS: 0,
      description: 'Runs ended without a word: their process is gone.',
    }),
    listed('built_in', {
      name: 'unpriced_models',
      condition: 'unpriced',
      threshold: 0,
      windowS: HOUR_S,
      groupBy: 'model',
      keepFiringForS: 0,
      description: 'Calls of a model have no price: what they cost is not known.',
    }),
    listed('built_in', {
      name: 'budget_spent',
      condition: 'budget',
      threshold: 1,
      windowS: FIVE_MINUTES_S,
      severity: 'critical',
      keepFiringForS: 0,
      description: 'A budget is used up.',
    }),
    listed('built_in', {
      name: 'database_nearly_full',
      condition: 'database',
      threshold: 0.9,
      forS: 600,
      severity: 'critical',
      enabled: settings.maxDatabaseBytes !== null,
      description: 'The database is nearly as large as it may be; the oldest days go when it is.',
    }),
  ];
}
