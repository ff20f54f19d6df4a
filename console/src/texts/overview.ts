import type { HealthPart } from '../dashboard/dashboard-types.ts';
import { counted, wordFor } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

/** Words of the overview and of the dashboard's panels. */
export const overviewTexts = {
  title: 'Overview',
  all: 'All',
  openConsole: 'Open the console',

  health: {
    title: 'Health',
    status: { healthy: 'Healthy', degraded: 'Degraded', critical: 'Critical' },
    score: (score: number) => `Health score ${score} of 100`,
    of: 'of 100',
    nothingEnded: 'Nothing ended in this time, so nothing takes points away.',
    allPoints: 'Nothing takes points away.',
    parts: { success: 'Success', errors: 'Errors', duration: 'Duration' } satisfies Record<
      HealthPart['part'],
      string
    >,
    reasons: {
      success: (share: string) => `${share} of ended executions completed`,
      errors: (share: string, limit: string) => `${share} failed; the threshold is ${limit}`,
      duration: (average: string, limit: string) => `${average} on average; the threshold is ${limit}`,
    },
    points: (points: string, of: string) => `${points} of ${of} points`,
    trend: (change: number) =>
      change === 0
        ? 'As in the time before'
        : `${Math.abs(change)} ${wordFor(Math.abs(change), 'point', 'points')} ${change > 0 ? 'more' : 'fewer'} than before`,
    noTrend: 'Nothing ended in the time before',
  },

  statistics: {
    label: 'Key figures',
    events: 'Events',
    eventsNote: (errors: string) => `${errors} errors`,
    agents: 'Active agents',
    agentsNote: (executions: string) => `${executions} executions`,
    errorRate: 'Error rate',
    errorRateNote: (share: string) => `${share} of ended runs failed`,
    response: 'Average response',
    responseNote: (p95: string) => `95 % within ${p95}`,
    sessions: 'Active sessions',
    sessionsNote: (running: number) => `${counted(running, 'run', 'runs')} now`,
    alerts: 'Alerts firing',
    alertsNote: (isSome: boolean) => (isSome ? 'look at them' : 'all quiet'),
  },

  attention: {
    title: 'Needs attention',
    calm: 'Nothing needs you now.',
    calmNote: 'No alert fires, nothing is stuck, no failure grows, budgets and disks have room.',
    more: (more: number) => `${count(more)} more`,
    fewer: 'Show fewer',
    items: (items: number) => counted(items, 'thing', 'things'),
    unknown: (parts: readonly string[]) => `Could not be asked: ${parts.join(', ')}.`,
    parts: {
      alerts: 'alerts',
      stuck: 'stuck executions',
      failures: 'failures',
      budgets: 'budgets',
      disk: 'the disk forecast',
      system: 'other servers',
    },
    severity: { critical: 'Critical', warning: 'Warning', note: 'Note' },
    alertsTitle: (name: string, alerts: number) => `${name}, ${alerts} times`,
    alertOf: (condition: string) => `Its condition: ${condition}`,
    stuckTitle: (name: string) => `${name} is stuck`,
    stuck: (silent: string, expected: string, step: string | null) =>
      `Silent for ${silent}, expected a sign within ${expected}${step === null ? '' : `; last in ${step}`}.`,
    moreStuck: (more: number) =>
      `${count(more)} more ${wordFor(more, 'execution is', 'executions are')} stuck`,
    moreStuckReason: 'Running, and silent for longer than expected.',
    failureTitle: (type: string, agent: string | null) => (agent === null ? type : `${type} in ${agent}`),
    failure: {
      fresh: (times: string, since: string) => `New since ${since}: ${times}.`,
      back: (times: string) => `Is back after it had gone: ${times}.`,
      grows: (times: string, share: string) =>
        `Grows: ${share} of its ${times} in the last quarter of this time.`,
    },
    times: (failures: number, users: number) =>
      `${counted(failures, 'time', 'times')}${users > 0 ? `, ${counted(users, 'user', 'users')}` : ''}`,
    budgetTitle: (name: string) => `Budget ${name}`,
    budgetSpent: (spent: string, limit: string) => `Spent: ${spent} of ${limit}.`,
    budgetAtRisk: (spent: string, limit: string, projected: string | null) =>
      `${spent} of ${limit} spent${projected === null ? '' : `; will come to ${projected}`}.`,
    diskTitle: 'The database’s disk',
    disk: (when: string, limit: string) => `Will be full about ${when} (${limit}).`,
    serverTitle: (name: string) => `${name} does not answer`,
    server: (error: string) => `The hub asked it: ${error}.`,
  },

  executions: {
    title: 'Executions',
    running: 'Running now',
    newest: 'Newest',
    noneRunning: 'Nothing runs at the moment.',
    more: (runs: string) => `${runs} running`,
    none: 'No execution yet.',
  },

  performance: {
    title: 'Performance',
    volume: 'Executions that began',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
    running: 'Running',
    events: 'Events',
    errors: 'Errors',
    eventVolume: 'Events over time',
    volumeSummary: (total: string, failed: string) => `${total} executions began, ${failed} of them failed.`,
    eventSummary: (total: string, errors: string) => `${total} events, ${errors} of them errors.`,
    response: 'How long executions took',
    course: 'Percentiles over time',
    percentilesSummary: 'How long executions took, by the time they began.',
    percentiles: { p50: 'Half within', p95: '95 % within', p99: '99 % within' },
    below: (to: string) => `up to ${to}`,
    above: (from: string) => `over ${from}`,
    bar: (range: string, executions: string) => `${range}: ${executions}`,
    none: 'Nothing ended in this time.',
  },

  errors: {
    title: 'Top causes of failure',
    note: (executions: number) => counted(executions, 'failed execution', 'failed executions'),
    none: 'Nothing failed in this time.',
    cause: 'Cause',
    count: 'Times',
    last: 'Last',
    isNew: 'new',
    isBack: 'back',
  },

  events: {
    title: 'Events',
    label: 'Events, newest first',
    pause: 'Pause',
    resume: 'Resume',
    waiting: (events: number) => `${count(events)} waiting`,
    none: 'No event in the last day.',
  },

  cost: {
    title: 'Cost',
    none: 'No call of a model in this time.',
    before: (change: string) => `${change} to the time before`,
    perRun: (cost: string) => `${cost} a run`,
    unpriced: (calls: number) =>
      `${counted(calls, 'call', 'calls')} without a price ${wordFor(calls, 'is', 'are')} not in it`,
    noAgent: 'outside of agents',
    byAgent: 'Cost by agent',
    share: (share: string) => `${share} of the cost`,
    over: 'Cost over time',
    summary: (cost: string) => `Cost over time, ${cost} together.`,
    budgets: 'Budgets',
    budget: (spent: string, limit: string) => `${spent} of ${limit}`,
    period: { day: 'today', month: 'this month' },
  },

  alerts: {
    title: 'Alerts',
    none: 'No alert has fired yet.',
    firing: (alerts: number) => `${count(alerts)} firing`,
    state: { active: 'Firing', acknowledged: 'Acknowledged', silenced: 'Silenced', resolved: 'Resolved' },
  },

  administration: {
    title: 'Administration',
    hub: 'The hub',
    version: 'Version',
    uptime: 'Up for',
    memory: 'Memory',
    stored: 'Executions kept',
    waiting: 'Waiting to be folded',
    integrations: 'Other servers',
    none: 'No setting names one.',
    reachable: (ms: string) => `answers in ${ms}`,
    notConfigured: 'not set up',
    cache: 'Kept answers',
    clear: 'Clear the cache',
    cleared: (answers: number) => `${counted(answers, 'answer', 'answers')} forgotten.`,
    settings: 'All settings',
  },
} as const;
