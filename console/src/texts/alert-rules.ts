import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

interface Said {
  readonly statistic: string | null;
  readonly metric: string | null;
}

const statistics: Readonly<Record<string, string>> = {
  avg: 'the mean',
  p50: 'the median',
  p95: 'the 95th percentile',
  p99: 'the 99th percentile',
  max: 'the longest',
};
/** `the last hour`, `the last 5 minutes`. */
const last = (window: string) => `the last ${window.replace(/^1 /, '')}`;

/** More than none is any. */
const moreThan = (threshold: string, one: string, many: string) =>
  threshold === '0' ? `any ${one}` : `more than ${threshold} ${many}`;

const metrics: Readonly<Record<string, string>> = {
  runs: 'number of runs',
  errors: 'share of failed runs',
  duration: 'duration of runs',
  tool_calls: 'calls of tools in a run',
  tokens_per_run: 'tokens of a run',
  cost_per_run: 'cost of a run',
  cost: 'cost',
  model_calls: 'number of calls of models',
  model_errors: 'share of failed calls of models',
  model_duration: 'duration of calls of models',
  model_tokens_per_call: 'tokens of a call',
  model_cost: 'cost of models',
};

/** Words of the pages of rules. */
export const ruleTexts = {
  title: 'Rules',
  settings: 'Settings of the rule',
  documentTitle: (name: string) => `Rule ${name}`,
  newTitle: 'New rule',
  add: 'New rule',
  missing: 'There is no rule of this name. It may have been deleted.',
  aMinute: (value: string) => `${value} a minute`,
  counted: (rules: number, firing: number) =>
    `${counted(rules, 'rule', 'rules')}, ${firing === 0 ? 'none' : count(firing)} firing`,
  notAllowed: 'Your role may look at rules, not change them. Ask for the role operator.',
  byPrometheus: 'Prometheus evaluates this rule, by the files in alerts/. It is changed there.',
  byNobody: 'Nothing evaluates rules: ENABLE_ALERTS is false.',
  own: 'Rules of this project',
  ownNone: 'No rule of your own yet',
  ownNoneText:
    'A rule watches one figure and tells you when it is above a threshold. The editor shows when it would have fired in the past days, before you switch it on.',
  every: 'Rules that every project has',
  everyNote: 'They can be changed and switched off; reset takes them back to the settings of the hub.',
  table: 'Rules with how they stand',
  columns: {
    rule: 'Rule',
    state: 'State',
    value: 'Now',
    threshold: 'Threshold',
    severity: 'Severity',
    on: 'On',
  },
  states: { ok: 'OK', pending: 'About to fire', firing: 'Firing', unknown: 'Not known', off: 'Off' },
  changed: 'changed',
  groupsOf: (firing: number, groups: number, by: string) =>
    `${count(firing)} of ${counted(groups, by, `${by}s`)} firing`,
  leftOut: (groups: number) => `${count(groups)} more are not looked at.`,
  noValue: 'no data',
  switchOn: (name: string) => `Switch on ${name}`,
  failed: (message: string) => `That did not work: ${message}`,
  conditions: {
    error_rate: 'Share of errors',
    response_time: 'Duration of runs',
    cost: 'Cost',
    event_count: 'Number of events',
    event_rate: 'Events a minute',
    anomaly: 'Out of the usual',
    stuck: 'Stuck executions',
    abandoned: 'Abandoned executions',
    unpriced: 'Models without a price',
    budget: 'Spent share of a budget',
    database: 'Full share of the database',
  } as Readonly<Record<string, string>>,
  fields: {
    name: 'Name',
    condition: 'What is watched',
    threshold: 'Fires above',
    window: 'Within the last',
    statistic: 'Of durations',
    metric: 'What may be out of the usual',
    severity: 'Severity',
    for: 'Must hold for',
    keep: 'Goes on to fire for',
    groupBy: 'An alert for each',
    minEvents: 'Only with at least',
    description: 'What whoever is told should know',
    runbook: 'Runbook',
  },
  hints: {
    name: 'Such as “checkout agent fails”. Its alerts have this name.',
    window: 'Such as 5m, 1h or 7d.',
    for: 'Before it fires: 0s, 90s, 5m.',
    keep: 'When it no longer holds, against flapping.',
    minEvents: 'So that one failure of one run is not 100 %.',
    runbook: 'An address that says what to do.',
    description: 'What it means and what to look at first.',
  },
  units: {
    error_rate: 'per cent',
    response_time: 'milliseconds',
    cost: 'US dollars',
    event_count: 'events',
    event_rate: 'events a minute',
    anomaly: 'score; 1 is the edge of the usual',
    stuck: 'executions',
    abandoned: 'executions',
    unpriced: 'calls',
    budget: 'share, 0 to 1',
    database: 'share, 0 to 1',
  } as Readonly<Record<string, string>>,
  faults: {
    threshold: 'Expected a number of 0 or more.',
    share: 'Expected per cent, 0 to 100.',
    number: 'Expected a whole number.',
    name: 'Give it a name.',
    taken: 'This word is the address of this page. Take another name.',
  },
  anything: 'Anything',
  together: 'Nothing: all together',
  metrics,
  statistics,
  dimensions: {
    agent: 'agent',
    workflow: 'workflow',
    service: 'service',
    environment: 'environment',
    provider: 'provider',
    model: 'model',
    user: 'user',
    session: 'session',
    tag: 'attribute of events',
  },
  filter: {
    title: 'Only of',
    none: 'Everything counts.',
    add: 'Add a condition',
    by: 'What',
    tag: 'Name of the attribute',
    value: 'Value',
    remove: (row: number) => `Remove condition ${row}`,
  },
  make: 'Make the rule',
  saved: 'Saved.',
  reset: 'Reset',
  resetTitle: (name: string) => `Reset ${name}?`,
  resetText: 'It is again as the settings of the hub say.',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteText: 'What it fires ends. Its past alerts stay in the history.',
  sentence: {
    when: {
      error_rate: (threshold, window) =>
        `Fires when more than ${threshold} of the events of ${last(window)} are errors`,
      event_count: (threshold, window) =>
        `Fires when there are more than ${threshold} events in ${last(window)}`,
      event_rate: (threshold, window) =>
        `Fires when there are more than ${threshold.replace(' a minute', '')} events a minute, over ${last(window)}`,
      response_time: (threshold, window, { statistic }) =>
        `Fires when ${statistics[statistic ?? 'p95'] ?? statistic} of run durations in ${last(window)} is above ${threshold}`,
      cost: (threshold, window) =>
        `Fires when calls of models in ${last(window)} cost more than ${threshold}`,
      anomaly: (threshold, window, { metric }) =>
        `Fires when ${metric === null ? 'anything' : `the ${metrics[metric] ?? metric}`} in ${last(window)} is out of the usual by a score above ${threshold}`,
      stuck: (threshold) =>
        `Fires when ${moreThan(threshold, 'execution is', 'executions are')} silent for longer than expected`,
      abandoned: (threshold, window) =>
        `Fires when ${moreThan(threshold, 'execution', 'executions')} of ${last(window)} ${threshold === '0' ? 'was' : 'were'} abandoned`,
      unpriced: (threshold, window) =>
        `Fires when ${moreThan(threshold, 'call', 'calls')} of ${last(window)} ${threshold === '0' ? 'is of a model' : 'are of models'} without a price`,
      budget: (threshold) => `Fires when ${threshold} of a budget is spent`,
      database: (threshold) => `Fires when more than ${threshold} of the room for the database is used`,
    } as Readonly<Record<string, (threshold: string, window: string, rule: Said) => string>>,
    other: (condition: string, threshold: string) => `Fires when ${condition} is above ${threshold}`,
    only: (filter: string) => `only of ${filter}`,
    atLeast: (events: string, what: string) => `once there are at least ${events} ${what}`,
    counted: (condition: string) => (condition === 'response_time' ? 'runs' : 'events'),
    each: (by: string) => `for each ${by} by itself`,
    held: (duration: string) => `It must hold for ${duration} first.`,
  },
  preview: {
    title: 'On past data',
    never: 'It would not have fired.',
    fired: (times: number, length: string) =>
      `It would have fired ${times === 1 ? 'once' : `${count(times)} times`}, for ${length} together.`,
    noData: 'There is no data of this kind in this range: it can say nothing yet.',
    often: 'This is often. A higher threshold, a longer window or “must hold for” makes it calmer.',
    summary: (what: string) => `${what} over time, with the threshold.`,
    largest: 'largest of the groups',
    value: 'Value',
    threshold: 'Threshold',
    table: 'When it would have fired',
    columns: { from: 'From', lasted: 'Lasted', peak: 'Peak', group: 'Of' },
    lasts: 'still',
    cut: 'The last seven days of the range are looked at.',
    builtIn: 'What the hub finds out now, such as a full database, cannot be tried on the past.',
    incomplete: 'Give a threshold to see when it would have fired.',
    left: (groups: number) =>
      `${count(groups)} groups are left out: the hundred with the largest values are looked at.`,
    late: 'It goes by what is stored now; what came late counts here, as it did not then.',
  },
} as const;
