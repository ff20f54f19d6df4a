import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

/** Words of the pages of workflows. */
export const workflowsTexts = {
  title: 'Workflows',
  note: (shown: number, all: number) =>
    shown === all
      ? counted(all, 'workflow', 'workflows')
      : `${count(shown)} of ${counted(all, 'workflow', 'workflows')}`,
  filter: 'Find workflows',
  filterPlaceholder: 'Name, service, version',
  table: 'Workflows with how they fare',
  column: 'Workflow',
  noMatch: 'No workflow has these words.',
  nothing: 'No workflow ran in this range',
  nothingText:
    'Choose a longer range, or tell the hub of one: wrap its work in your service, and each of its steps.',
  snippetTitle: 'workflow.js',
  snippet: `import { agentTracking } from '@observatory/shim';

await agentTracking.trackWorkflow('refund', 'pay-back', async () => {
  const order = await agentTracking.trackStep('collect', () => orders.get(id));
  await agentTracking.trackStep('pay', () => bank.pay(order));
});`,
  copySnippet: 'Copy the example',
  idle: 'Defined, but not run in this range:',

  one: {
    missing: (name: string) => `No workflow is called ${name}`,
    missingText: 'It may have been called otherwise; the list has those that ran or are defined.',
    notRun: 'It did not run in this range',
    notRunText: 'Choose a longer range.',
    steps: 'Steps',
    stepsNote: (read: number, of: number) => `of ${count(read)} of ${counted(of, 'run', 'runs')} that ended`,
    noSteps: 'No run with steps ended in this range.',
    cut: 'Steps that take little time, or are deep within others, are left out.',
    slowest: 'Slowest step',
    slowestTime: (mean: string, share: string) => `${mean} on average, ${share} of the time of runs`,
    slowestWithin: (name: string) => `most of it in ${name}`,
    between: (share: string) => `${share} of the time passes in the workflow itself, between its steps.`,
    levels: 'Show',
    level: { '1': 'Steps', '2': 'Steps and calls', '5': 'All levels' },
    graph: 'Graph of steps. Tab goes from step to step, Enter shows one.',
    legend: { next: 'then', within: 'holds', failed: 'failures' },
    failed: (failed: number) => `${count(failed)} failed`,
    slow: 'slowest',
    again: (times: number) => `↻ ${count(times)}`,
    againTitle: 'How often it followed itself: tries, or turns of a loop',
    table: 'Steps with their time and failures',
    columns: {
      step: 'Step',
      mean: 'Mean',
      p95: 'p95',
      share: 'Share of time',
      count: 'Times',
      failed: 'Failed',
    },
    edges: 'Ways between steps',
    edgeColumns: { from: 'From', to: 'To', kind: 'Way', count: 'Times', failed: 'Then failed', wait: 'Wait' },
    edgeKinds: { next: 'then', within: 'holds' },
    detail: {
      ran: 'Ran',
      ranIn: (times: number, runs: number) => `${count(times)} × in ${counted(runs, 'run', 'runs')}`,
      failed: 'Failed',
      mean: 'Mean',
      p95: 'p95',
      share: 'Share of time',
      own: 'Without what is within',
      longest: 'The run in which it took longest',
      failedRun: 'A run in which it failed',
      comesFrom: 'Comes after',
      leadsTo: 'Leads to',
    },
    definition: 'Definition',
    noDefinition: 'The hub does not know how it is defined. Keep it with the hub, in any form:',
    definitionTitle: 'Shell',
    definitionSnippet: (origin: string, name: string) =>
      `curl -X PUT '${origin}/api/v1/workflows/${encodeURIComponent(name)}' \\
  -H 'content-type: application/json' \\
  -d '{"definition": {"steps": ["collect", "pay"]}}'`,
    copyDefinition: 'Copy the command',
    costOf: 'Its cost',
  },
} as const;
