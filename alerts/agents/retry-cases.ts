import type { AlertCases } from '../testing/alert-case.ts';

const HUB = 'job="hub",instance="h"';
const CLERK = 'agent="clerk",workflow=""';
const NIGHTLY = 'agent="",workflow="nightly"';
const runs = (status: string, of = CLERK, hub = HUB) =>
  `observatory_runs_total{${hub},${of},status="${status}"}`;
const llmErrors = (of = CLERK) =>
  `observatory_llm_errors_total{${HUB},${of},provider="openai",model="gpt-4.1",error_type="500"}`;
const failedTools = (of = CLERK) =>
  `observatory_tool_calls_total{${HUB},${of},tool="search",status="failed"}`;
const clerk = { agent: 'clerk', severity: 'warning' };
const nightly = { workflow: 'nightly', severity: 'warning' };

export const retryCases: AlertCases = {
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
};
