import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

const runs = (value: number) => counted(value, 'run', 'runs');

/** Words of the pages of errors. */
export const errorsTexts = {
  title: 'Errors',
  lead: (failed: string, groups: number) => `${failed} failed, for ${counted(groups, 'cause', 'causes')}`,
  runs,
  onlyAgent: (agent: string) => `Only of ${agent}`,
  order: 'Order',
  orders: { most: 'Most runs', newest: 'Newest', growing: 'Growing' },
  table: 'Failures by cause',
  columns: {
    cause: 'Cause',
    trend: 'Trend',
    runs: 'Runs',
    share: 'Share',
    agents: 'Agents',
    last: 'Last seen',
  },
  unknownType: 'No type',
  noMessage: 'no message',
  inStep: (step: string) => `in ${step}`,
  isNew: 'new',
  isBack: 'back again',
  change: (before: number) => `${count(before)} in the period before`,
  trendSummary: (cause: string) => `Runs that failed of ${cause}, over time.`,
  empty: 'Nothing failed in this range',
  emptyText:
    'Choose a longer range, or enjoy it. What fails shows up here within a second, grouped by its cause.',
  stuck: {
    title: 'Stuck',
    note: (silent: number, running: number) => `${count(silent)} of ${runs(running)} that run now`,
    empty: 'Nothing that runs is silent for longer than expected.',
    columns: { name: 'Run', step: 'In', silent: 'Silent for', expected: 'Expected' },
    table: 'Runs that are silent for longer than expected',
    root: 'the run itself',
  },
  abandoned: {
    title: 'Abandoned',
    empty: 'No run was given up in this range.',
    table: 'Runs whose end never came',
    columns: { name: 'Run', started: 'Started' },
  },
  group: {
    facts: {
      runs: 'Runs',
      users: 'Users',
      sessions: 'Sessions',
      first: 'First seen',
      last: 'Last seen',
      before: 'In the period before',
      step: 'Step',
      pattern: 'Messages like',
    },
    course: 'Over time',
    where: 'Where',
    agents: 'Agents',
    services: 'Services',
    versions: 'Versions',
    newest: 'Newest runs',
    newestTable: 'The newest runs that failed of this',
    columns: { run: 'Run', message: 'Message', user: 'User', ended: 'Ended' },
    example: 'The newest of them',
    openExample: 'Open this run',
    logs: 'Log lines of it',
    noLogs:
      'It has no log lines. The shim’s logger ties lines to runs by itself; with another one, send the trace’s id with each line.',
    allLogs: 'All its log lines',
    stack: 'Stack',
    missing: 'No run failed of this cause in this range. Choose a longer one.',
  },
} as const;
