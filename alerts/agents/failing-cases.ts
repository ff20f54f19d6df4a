import type { AlertCase, AlertCases } from '../testing/alert-case.ts';

type Kind = 'agent' | 'workflow';

const runsOf = (kind: Kind, status: string, environment = '') => {
  const name = kind === 'agent' ? 'agent="clerk",workflow=""' : 'agent="",workflow="clerk"';
  return `observatory_runs_total{job="hub",instance="h",deployment_environment_name="${environment}",${name},status="${status}"}`;
};

/** The same happens to runs of an agent and of a workflow, but where they are few. */
const runsFail = (kind: Kind, few: readonly AlertCase[]): AlertCase[] => {
  const runs = (status: string, environment?: string) => runsOf(kind, status, environment);
  return [
    {
      story: 'Of ten runs a minute two fail for half an hour, then none.',
      series: {
        [runs('success')]: '0+10x10 108+8x29 350+10x30',
        [runs('failed')]: '0x10 2+2x29 60x30',
      },
      at: {
        '10m': [],
        '27m': [],
        '29m': [
          {
            labels: { [kind]: 'clerk', severity: 'warning' },
            description: '20% of the latest runs of clerk failed.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'In staging two of ten runs a minute fail for half an hour; in production a hundred go well.',
      series: {
        [runs('success', 'staging')]: '0+10x10 108+8x29 350+10x30',
        [runs('failed', 'staging')]: '0x10 2+2x29 60x30',
        [runs('success', 'production')]: '0+100x70',
        [runs('failed', 'production')]: '0x70',
      },
      at: {
        '29m': [
          {
            labels: { deployment_environment_name: 'staging', [kind]: 'clerk', severity: 'warning' },
            description: '20% of the latest runs of clerk in staging failed.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'One in ten fails, which is the threshold and not above it.',
      series: { [runs('success')]: '0+9x60', [runs('failed')]: '0+1x60' },
      at: { '20m': [], '60m': [] },
    },
    {
      story: 'The hub is restarted and counts from zero.',
      series: {
        [runs('success')]: '1000+10x20 0+10x30',
        [runs('failed')]: '50x20 0x30',
      },
      at: { '22m': [], '30m': [], '50m': [] },
    },
    {
      story:
        'Two runs a minute fail for ten minutes, then none comes any more: half an hour later it is over.',
      series: { [runs('failed')]: '0x10 2+2x9 20x60' },
      at: {
        '26m': [],
        '40m': [
          {
            labels: { [kind]: 'clerk', severity: 'warning' },
            description: '100% of the latest runs of clerk failed.',
          },
        ],
        '57m': [],
      },
    },
    ...few,
  ];
};

const ofAgent = (status: string) => runsOf('agent', status);
const ofWorkflow = (status: string) => runsOf('workflow', status);

/** Of an agent as many must fail as for its page. */
const fewOfAgent: AlertCase[] = [
  {
    story: 'A run comes every ten minutes; each fails until one succeeds.',
    series: {
      [ofAgent('success')]: '0x79 1x9 2x30',
      [ofAgent('failed')]: '0x9 1x9 2x9 3x9 4x9 5x9 6x9 7x60',
    },
    at: {
      '50m': [],
      '64m': [],
      '66m': [
        {
          labels: { agent: 'clerk', severity: 'warning' },
          description: '100% of the latest runs of clerk failed.',
        },
      ],
      '95m': [],
    },
  },
  {
    story: 'Four runs within an hour, and all fail: too few to say anything.',
    series: { [ofAgent('success')]: '5x60', [ofAgent('failed')]: '0x5 1x4 2x4 3x4 4x50' },
    at: { '22m': [], '38m': [], '60m': [] },
  },
];

const fewOfWorkflow: AlertCase[] = [
  {
    story: 'A run comes every quarter of an hour; each fails until one succeeds.',
    series: {
      [ofWorkflow('success')]: '0x74 1x14 2x30',
      [ofWorkflow('failed')]: '0x14 1x14 2x14 3x14 4x60',
    },
    at: {
      '45m': [],
      '59m': [],
      '61m': [
        {
          labels: { workflow: 'clerk', severity: 'warning' },
          description: '100% of the latest runs of clerk failed.',
        },
      ],
      '90m': [],
    },
  },
  {
    story: 'Two runs within an hour, and both fail: too few to say anything.',
    series: { [ofWorkflow('success')]: '5x60', [ofWorkflow('failed')]: '0x10 1x3 2x50' },
    at: { '14m': [], '22m': [], '60m': [] },
  },
];

const calls = (status: string) =>
  `observatory_tool_calls_total{job="hub",instance="h",agent="clerk",workflow="",tool="search",status="${status}"}`;

export const failingCases: AlertCases = {
  AgentFailing: runsFail('agent', fewOfAgent),
  WorkflowFailing: runsFail('workflow', fewOfWorkflow),
  ToolFailing: [
    {
      story: 'Of ten calls a minute six fail for half an hour, then none.',
      series: {
        [calls('success')]: '0+10x10 104+4x29 230+10x30',
        [calls('failed')]: '0x10 6+6x29 180x30',
      },
      at: {
        '10m': [],
        '28m': [],
        '30m': [
          {
            labels: { tool: 'search', severity: 'warning' },
            description: '60% of the latest calls of the tool search failed.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'A call comes every ten minutes; each fails until one succeeds.',
      series: {
        [calls('success')]: '0x79 1x9 2x30',
        [calls('failed')]: '0x9 1x9 2x9 3x9 4x9 5x9 6x9 7x60',
      },
      at: {
        '50m': [],
        '64m': [],
        '66m': [
          {
            labels: { tool: 'search', severity: 'warning' },
            description: '100% of the latest calls of the tool search failed.',
          },
        ],
        '95m': [],
      },
    },
    {
      story: 'Four in ten fail and are called better at the second try.',
      series: { [calls('success')]: '0+6x60', [calls('failed')]: '0+4x60' },
      at: { '20m': [], '60m': [] },
    },
    {
      story: 'Four calls within an hour, and all fail: too few to say anything.',
      series: { [calls('success')]: '5x60', [calls('failed')]: '0x5 1x4 2x4 3x4 4x50' },
      at: { '12m': [], '22m': [], '60m': [] },
    },
  ],
};
