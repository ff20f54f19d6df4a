import type { AlertCases } from '../testing/alert-case.ts';

const HUB = 'job="hub",instance="h"';
const CLERK = 'agent="clerk",workflow=""';
const NIGHTLY = 'agent="",workflow="nightly"';
const gauge = (name: string, of = CLERK, hub = HUB) => `observatory_${name}{${hub},${of}}`;
const runs = (status: string, of = CLERK, hub = HUB) =>
  `observatory_runs_total{${hub},${of},status="${status}"}`;
const abandoned = (of = CLERK) => `observatory_run_errors_total{${HUB},${of},error_type="abandoned"}`;
const llmErrors = (of = CLERK) =>
  `observatory_llm_errors_total{${HUB},${of},provider="openai",model="gpt-4.1",error_type="500"}`;
const failedTools = (of = CLERK) =>
  `observatory_tool_calls_total{${HUB},${of},tool="search",status="failed"}`;
const clerk = { agent: 'clerk', severity: 'warning' };
const nightly = { workflow: 'nightly', severity: 'warning' };

export const runCases: AlertCases = {
  RunStuck: [
    {
      story: 'A run is silent for twenty minutes, then it ends; two hubs see it.',
      series: {
        [gauge('last_step_age_seconds')]: '0+60x20 stale',
        [gauge('last_step_age_seconds', CLERK, 'job="hub",instance="h2"')]: '0+60x20 stale',
      },
      at: {
        '10m': [],
        '12m': [],
        '13m': [
          {
            labels: clerk,
            description: 'A run of clerk that has not ended was last heard of 13m 0s ago.',
          },
        ],
        '30m': [],
      },
    },
    {
      story: 'A run of a workflow speaks every nine minutes.',
      series: { [gauge('last_step_age_seconds', NIGHTLY)]: '0+60x9 0+60x9 0+60x9' },
      at: { '9m': [], '19m': [], '29m': [] },
    },
  ],
  RunsAbandoned: [
    {
      story: 'A process is killed with two runs in it, the first that ever ended so: their counter is born.',
      series: {
        [runs('success')]: '0+8x60',
        [runs('failed')]: '_x20 2x40',
        [abandoned()]: '_x20 2x40',
        [gauge('last_step_age_seconds')]: '30x60',
      },
      at: {
        '19m': [],
        '20m': [
          {
            labels: clerk,
            description: 'Runs of clerk that ended without a word in the last quarter of an hour: 2.',
          },
        ],
        '34m': [
          {
            labels: clerk,
            description: 'Runs of clerk that ended without a word in the last quarter of an hour: 2.',
          },
        ],
        '36m': [],
      },
    },
    {
      story: 'One run of a workflow is lost, whose counter was there.',
      series: {
        [runs('success', NIGHTLY)]: '0+1x60',
        [runs('failed', NIGHTLY)]: '0x19 1x40',
        [abandoned(NIGHTLY)]: '0x19 1x40',
      },
      at: {
        '19m': [],
        '21m': [
          {
            labels: nightly,
            description: 'Runs of nightly that ended without a word in the last quarter of an hour: 1.',
          },
        ],
        '36m': [],
      },
    },
    {
      story: 'One of a hundred and fifty is lost.',
      series: {
        [runs('success')]: '0+10x60',
        [runs('failed')]: '0x19 1x40',
        [abandoned()]: '0x19 1x40',
      },
      at: { '20m': [], '25m': [], '33m': [] },
    },
    {
      story: 'A run was stuck for a quarter of an hour, of which RunStuck told, before it was given up.',
      series: {
        [runs('success')]: '0+1x60',
        [runs('failed')]: '0x19 1x40',
        [abandoned()]: '0x19 1x40',
        [gauge('last_step_age_seconds')]: '0x4 0+60x15 stale',
      },
      at: { '20m': [], '25m': [], '34m': [] },
    },
    {
      story: 'The hub is restarted, and Prometheus misses two scrapes of it.',
      series: {
        [runs('success')]: '900+1x20 _x2 0+1x40',
        [runs('failed')]: '50x20 _x2',
        [abandoned()]: '50x20 _x2',
      },
      at: { '22m': [], '30m': [], '37m': [], '50m': [] },
    },
    {
      story: 'Prometheus misses two scrapes of a hub that goes on.',
      series: {
        [runs('success')]: '900+1x20 _x2 923+1x40',
        [runs('failed')]: '50x20 _x2 50x40',
        [abandoned()]: '50x20 _x2 50x40',
      },
      at: { '22m': [], '30m': [], '36m': [], '37m': [], '38m': [], '50m': [] },
    },
  ],
  RunLooping: [
    {
      story: 'A run makes ten calls a minute until somebody ends it.',
      series: { [gauge('active_run_calls')]: '0+10x7 stale' },
      at: {
        '5m': [],
        '6m': [
          {
            labels: clerk,
            description: 'A run of clerk has made more than 50 calls of models and tools.',
          },
        ],
        '15m': [],
      },
    },
    {
      story: 'A run of a workflow makes a hundred calls between two scrapes; the others make few.',
      series: {
        [`observatory_run_calls_count{${HUB},${NIGHTLY}}`]: '0+1x10 12+1x40',
        [`observatory_run_calls_bucket{${HUB},${NIGHTLY},le="64.0"}`]: '0+1x10 11+1x40',
      },
      at: {
        '10m': [],
        '11m': [
          {
            labels: nightly,
            description: 'A run of nightly has made more than 50 calls of models and tools.',
          },
        ],
        '32m': [],
      },
    },
    {
      story: 'A run makes fifty calls.',
      series: {
        [gauge('active_run_calls')]: '0+10x5 stale',
        [`observatory_run_calls_count{${HUB},${CLERK}}`]: '0+1x40',
        [`observatory_run_calls_bucket{${HUB},${CLERK},le="64.0"}`]: '0+1x40',
      },
      at: { '5m': [], '7m': [], '20m': [] },
    },
  ],
  RetryStorm: [
    {
      story: 'After hours without failures each run has four for an hour.',
      series: {
        [runs('success')]: '0+1x340',
        [llmErrors()]: '0x200 3+3x59 180x80',
        [failedTools()]: '0x200 1+1x59 60x80',
      },
      at: {
        '200m': [],
        '216m': [],
        '218m': [
          {
            labels: clerk,
            description:
              '4 calls of models and tools fail for each run of clerk, more than three times as many as on the day before.',
          },
        ],
        '285m': [],
      },
    },
    {
      story: 'A workflow has four failed calls a run, usually one; thirty in a quarter of an hour.',
      series: {
        'workflow:failed_calls_per_run:ratio_increase15m{workflow="nightly"}': '1x30 4x30 1x30',
        'workflow:failed_calls_per_run:p50_1d{workflow="nightly"}': '1x90',
        [llmErrors(NIGHTLY)]: '0+2x90',
      },
      at: {
        '30m': [],
        '35m': [],
        '37m': [
          {
            labels: nightly,
            description:
              '4 calls of models and tools fail for each run of nightly, more than three times as many as on the day before.',
          },
        ],
        '80m': [],
      },
    },
    {
      story: 'Three failed calls a run are many, and not yet a storm.',
      series: {
        'agent:failed_calls_per_run:ratio_increase15m{agent="clerk"}': '0x30 3x30',
        'agent:failed_calls_per_run:p50_1d{agent="clerk"}': '0x60',
        [llmErrors()]: '0+4x60',
      },
      at: { '40m': [], '60m': [] },
    },
    {
      story: 'An agent that tries until the tests pass has always had four.',
      series: {
        'agent:failed_calls_per_run:ratio_increase15m{agent="clerk"}': '4x60',
        'agent:failed_calls_per_run:p50_1d{agent="clerk"}': '4x60',
        [llmErrors()]: '0+4x60',
      },
      at: { '40m': [], '60m': [] },
    },
    {
      story: 'Fifteen failed calls in a quarter of an hour are too few.',
      series: {
        'agent:failed_calls_per_run:ratio_increase15m{agent="clerk"}': '0x30 15x30',
        'agent:failed_calls_per_run:p50_1d{agent="clerk"}': '0x60',
        [llmErrors()]: '0+1x60',
      },
      at: { '40m': [], '60m': [] },
    },
  ],
  RunsStopped: [
    {
      story: 'An agent that ran every few minutes for thirty hours stops for four hours.',
      interval: '5m',
      series: {
        'up{job="hub",instance="h"}': '1x440',
        [gauge('active_runs')]: '0x440',
        [runs('success')]: '0+2x360 720x48 722+2x24',
      },
      at: {
        '29h': [],
        '31h20m': [],
        '31h30m': [
          {
            labels: clerk,
            description: 'clerk ran in 23 hours of the last day, and has not run for an hour.',
          },
        ],
        '35h': [],
      },
    },
    {
      story: 'One that rests four hours every night rests.',
      interval: '5m',
      series: {
        'up{job="hub",instance="h"}': '1x580',
        [runs('success', NIGHTLY)]: '0+2x240 480x47 482+2x239 960x60',
      },
      at: { '23h': [], '45h30m': [], '47h': [] },
    },
    {
      story: 'In seventeen hours of a day is not regularly.',
      series: {
        'up{job="hub",instance="h"}': '1x90',
        'workflow:regular_hours:count1d{workflow="nightly"}': '17x90',
      },
      at: { '35m': [], '90m': [] },
    },
    {
      story: 'One run takes two hours.',
      series: {
        'up{job="hub",instance="h"}': '1x90',
        'agent:regular_hours:count1d{agent="clerk"}': '20x90',
        [gauge('active_runs')]: '1x90',
      },
      at: { '35m': [], '90m': [] },
    },
    {
      story: 'The hub is down, and nothing is known of runs.',
      series: {
        'up{job="hub",instance="h"}': '0x90',
        'agent:regular_hours:count1d{agent="clerk"}': '20x90',
      },
      at: { '35m': [], '90m': [] },
    },
    {
      story:
        'An agent runs once an hour, and another hub, whose counter is born with 1, takes the place of the first.',
      interval: '5m',
      series: {
        'up{job="hub",instance="h"}': '1x6',
        'up{job="hub",instance="h2"}': '_x7 1x30',
        'agent:regular_hours:count1d{agent="clerk"}': '20x40',
        [runs('success')]: '4 5x5 stale',
        [runs('success', CLERK, 'job="hub",instance="h2"')]: '_x12 1x30',
      },
      at: { '55m': [], '90m': [], '115m': [] },
    },
  ],
};
