import type { AlertCase } from '../testing/alert-case.ts';

/** What the levels are made of: series of `agent:…` and `model:…` are given, and a band that tells when they are right. */
const told = (
  story: string,
  series: AlertCase['series'],
  labels: Readonly<Record<string, string>>,
  description: string,
): AlertCase => ({ story, series, at: { '60m': [{ labels, description }], '9m': [] } });
const untold = (story: string, series: AlertCase['series']): AlertCase => ({
  story,
  series,
  at: { '60m': [] },
});

const nans = (samples: number) => ' NaN'.repeat(samples);

const clerk = { agent: 'clerk', severity: 'warning' };
const runsInHour = (success: number, failed = 0) => ({
  'agent:runs:increase1h{agent="clerk",status="success"}': `${success}x60`,
  'agent:runs:increase1h{agent="clerk",status="failed"}': `${failed}x60`,
});
const upper = (name: string, value: number) => ({ [`anomaly:${name}:upper{agent="clerk"}`]: `${value}x60` });
const lower = (name: string, value: number) => ({ [`anomaly:${name}:lower{agent="clerk"}`]: `${value}x60` });

export const agentLevelCases = {
  runs: [
    told(
      'A hundredth of a run a second is 36 an hour; a status that came five minutes ago adds only those minutes.',
      {
        'agent:runs:rate5m{agent="clerk",status="success"}': '0.01x60',
        'agent:runs:rate5m{agent="clerk",status="failed"}': '_x55 0.03x5',
        ...upper('runs', 30),
        ...lower('runs', 10),
      },
      clerk,
      // 36 and, of the half hour's 30 samples, 6 of 108 more an hour.
      'clerk ended 57.6 runs an hour in the last half hour, which is unusual at this time.',
    ),
  ],
  errors: [
    told(
      'Six failures of thirty runs count as six of a hundred.',
      { ...runsInHour(24, 6), ...upper('errors', 0.05) },
      clerk,
      'Of the runs of clerk in the last hour, a hundred at least, 6% failed, which is more than usual.',
    ),
    told(
      'Of two hundred runs the share is what it is.',
      { ...runsInHour(180, 20), ...upper('errors', 0.05) },
      clerk,
      'Of the runs of clerk in the last hour, a hundred at least, 10% failed, which is more than usual.',
    ),
    told(
      'Twenty of two hundred runs in staging fail; in production none of two thousand.',
      {
        'agent:runs:increase1h{deployment_environment_name="staging",agent="clerk",status="success"}':
          '180x60',
        'agent:runs:increase1h{deployment_environment_name="staging",agent="clerk",status="failed"}': '20x60',
        'agent:runs:increase1h{deployment_environment_name="production",agent="clerk",status="success"}':
          '2000x60',
        'anomaly:errors:upper{deployment_environment_name="staging",agent="clerk"}': '0.05x60',
        'anomaly:errors:upper{deployment_environment_name="production",agent="clerk"}': '0.05x60',
      },
      { ...clerk, deployment_environment_name: 'staging' },
      'Of the runs of clerk in staging in the last hour, a hundred at least, 10% failed, which is more than usual.',
    ),
    untold('Two failures of three runs are too few.', { ...runsInHour(1, 2), ...upper('errors', 0.05) }),
  ],
  duration: [
    told(
      'Five minutes without a run have no median and are left out.',
      {
        ...runsInHour(10),
        'agent:run_duration_seconds:p50_5m{agent="clerk"}': `9x40${nans(20)}`,
        ...upper('duration', 7),
      },
      { agent: 'clerk', severity: 'info' },
      'The typical run of clerk took 9s in the last hour, which is longer than usual.',
    ),
    untold('Nine runs in an hour are too few.', {
      ...runsInHour(9),
      'agent:run_duration_seconds:p50_5m{agent="clerk"}': '9x60',
      ...upper('duration', 7),
    }),
  ],
  toolCalls: [
    told(
      'Half a call a second of a tenth of a run a second are five a run.',
      {
        ...runsInHour(360),
        'agent:runs:rate5m{agent="clerk",status="success"}': '0.1x60',
        'agent:tool_calls:rate5m{agent="clerk",status="success"}': '0.3x60',
        'agent:tool_calls:rate5m{agent="clerk",status="failed"}': '0.2x60',
        ...upper('tool_calls', 4),
        ...lower('tool_calls', 1),
      },
      clerk,
      'clerk called tools 5 times a run in the last hour, which is unusual.',
    ),
    untold('Nine runs in an hour are too few.', {
      ...runsInHour(9),
      'agent:runs:rate5m{agent="clerk",status="success"}': '0.1x60',
      'agent:tool_calls:rate5m{agent="clerk",status="success"}': '0.5x60',
      ...upper('tool_calls', 4),
      ...lower('tool_calls', 1),
    }),
  ],
  tokensPerRun: [
    told(
      'Five runs in an hour are enough.',
      {
        ...runsInHour(5),
        'agent:run_tokens:mean1h{agent="clerk"}': '9000x60',
        ...upper('tokens_per_run', 4500),
      },
      { agent: 'clerk', severity: 'info' },
      'A run of clerk took 9k tokens in the last hour, which is more than usual.',
    ),
    untold('Four runs in an hour of staging are too few, however many production has.', {
      'agent:runs:increase1h{deployment_environment_name="staging",agent="clerk",status="success"}': '4x60',
      'agent:runs:increase1h{deployment_environment_name="production",agent="clerk",status="success"}':
        '400x60',
      'agent:run_tokens:mean1h{deployment_environment_name="staging",agent="clerk"}': '9000x60',
      'agent:run_tokens:mean1h{deployment_environment_name="production",agent="clerk"}': '3000x60',
      'anomaly:tokens_per_run:upper{deployment_environment_name="staging",agent="clerk"}': '4500x60',
      'anomaly:tokens_per_run:upper{deployment_environment_name="production",agent="clerk"}': '4500x60',
    }),
    untold('Four runs in an hour are too few.', {
      ...runsInHour(4),
      'agent:run_tokens:mean1h{agent="clerk"}': '9000x60',
      ...upper('tokens_per_run', 4500),
    }),
  ],
  costPerRun: [
    told(
      'Five runs in an hour are enough.',
      {
        ...runsInHour(5),
        'agent:run_cost_usd:mean1h{agent="clerk"}': '0.09x60',
        ...upper('cost_per_run', 0.045),
      },
      clerk,
      'A run of clerk cost 0.0900 US dollars in the last hour, which is more than usual.',
    ),
    untold('Four runs in an hour are too few.', {
      ...runsInHour(4),
      'agent:run_cost_usd:mean1h{agent="clerk"}': '0.09x60',
      ...upper('cost_per_run', 0.045),
    }),
  ],
} as const;

const names = 'provider="openai",model="gpt-5"';
const gpt = (severity: string) => ({ provider: 'openai', model: 'gpt-5', severity });
const modelUpper = (name: string, value: number) => ({ [`anomaly:${name}:upper{${names}}`]: `${value}x60` });

export const modelLevelCases = {
  calls: [
    told(
      'A quarter of a call a second is 900 an hour.',
      {
        [`model:llm_calls:rate5m{${names}}`]: '0.25x60',
        ...modelUpper('model_calls', 500),
        [`anomaly:model_calls:lower{${names}}`]: '100x60',
      },
      gpt('info'),
      'gpt-5 of openai was called 900 times an hour in the last half hour, which is unusual at this time.',
    ),
  ],
  errors: [
    told(
      'Two types of error together are a tenth of 360 calls an hour.',
      {
        [`model:llm_calls:rate5m{${names}}`]: '0.1x60',
        [`model:llm_errors:rate5m{${names},error_type="timeout"}`]: '0.006x60',
        [`model:llm_errors:rate5m{${names},error_type="429"}`]: '0.004x60',
        ...modelUpper('model_errors', 0.06),
      },
      gpt('warning'),
      'Of the calls of gpt-5 of openai in the last hour, a hundred at least, 10% failed, which is more than usual.',
    ),
    untold('Of eighteen calls an hour one in five fails: three or four.', {
      [`model:llm_calls:rate5m{${names}}`]: '0.005x60',
      [`model:llm_errors:rate5m{${names},error_type="timeout"}`]: '0.001x60',
      ...modelUpper('model_errors', 0.06),
    }),
  ],
  duration: [
    told(
      'Five minutes without a call have no percentile and are left out.',
      {
        [`model:llm_calls:rate5m{${names}}`]: '0.01x60',
        [`model:llm_duration_seconds:p95_5m{${names}}`]: `9x50${nans(9)}`,
        ...modelUpper('model_duration', 6),
      },
      gpt('warning'),
      'The slow calls of gpt-5 of openai took 9s in the last half hour, which is longer than usual.',
    ),
    untold('Eighteen calls an hour are too few.', {
      [`model:llm_calls:rate5m{${names}}`]: '0.005x60',
      [`model:llm_duration_seconds:p95_5m{${names}}`]: '9x60',
      ...modelUpper('model_duration', 6),
    }),
  ],
} as const;
