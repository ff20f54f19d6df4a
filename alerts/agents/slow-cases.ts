import type { AlertCase, AlertCases } from '../testing/alert-case.ts';

interface Slowed {
  /** The series of the present median, and of the usual one. */
  readonly now: string;
  readonly usual: string;
  /** The series that says how many there are within an hour, with values for `hours` hours. */
  readonly perHour: (count: number, hours: number) => Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly twelveSeconds: string;
  readonly threeSeconds: string;
}

const slowed = (given: Slowed): AlertCase[] => {
  const { now, usual, perHour, labels, twelveSeconds, threeSeconds } = given;
  return [
    {
      story: 'Five hours take 4 s, an hour takes 12 s, then it is 4 s again.',
      series: { [now]: '4x300 12x59 4x60', ...perHour(60, 7) },
      at: {
        '300m': [],
        '310m': [],
        '312m': [{ labels, description: twelveSeconds }],
        '350m': [{ labels, description: twelveSeconds }],
        '390m': [],
      },
    },
    {
      story: 'Thirty within an hour take 2.8 s instead of 1.2 s.',
      series: { [now]: '1.2x120 2.8x59 1.2x60', [usual]: '1.2x240', ...perHour(30, 4) },
      at: {
        '120m': [],
        '130m': [],
        '132m': [{ labels, description: threeSeconds }],
        '210m': [],
      },
    },
    {
      story: 'It takes almost twice as long as usual.',
      series: { [now]: '4x120 7.9x60', [usual]: '4x180', ...perHour(60, 3) },
      at: { '140m': [], '180m': [] },
    },
    {
      story: 'Five times as long as usual is less than a second longer.',
      series: { [now]: '0.2x120 1.1x60', [usual]: '0.2x180', ...perHour(60, 3) },
      at: { '140m': [], '180m': [] },
    },
    {
      story: 'Nineteen within an hour are too few.',
      series: { [now]: '4x120 12x60', [usual]: '4x180', ...perHour(19, 3) },
      at: { '140m': [], '180m': [] },
    },
    {
      story: 'Two hours old, it has no past to compare with.',
      series: { [now]: '4x120 12x60', ...perHour(60, 3) },
      at: { '140m': [], '170m': [] },
    },
  ];
};

const ofRuns = (kind: 'agent' | 'workflow') =>
  slowed({
    now: `${kind}:run_duration_seconds:p50_5m{${kind}="clerk"}`,
    usual: `${kind}:run_duration_seconds:p50_1d{${kind}="clerk"}`,
    perHour: (count, hours) => ({
      [`${kind}:runs:increase1h{${kind}="clerk",status="success"}`]: `${count - 1}x${hours * 60}`,
      [`${kind}:runs:increase1h{${kind}="clerk",status="failed"}`]: `1x${hours * 60}`,
    }),
    labels: { [kind]: 'clerk', severity: 'warning' },
    twelveSeconds:
      'Half of the runs of clerk take longer than 12s, more than twice as long as on the day before.',
    threeSeconds:
      'Half of the runs of clerk take longer than 2.8s, more than twice as long as on the day before.',
  });

const durations = (le: string) =>
  `observatory_run_duration_seconds_bucket{job="hub",instance="h",agent="clerk",le="${le}"}`;
/** Fifty runs within ten minutes of each half hour, a sample a minute. */
const bursts = (from: number, count: number) =>
  Array.from({ length: count }, (_, burst) => from + 50 * burst)
    .map((before) => `${before}+5x10 ${before + 50}x18`)
    .join(' ');
const sluggish = {
  labels: { agent: 'clerk', severity: 'warning' },
  description:
    'Half of the runs of clerk take longer than 19.2s, more than twice as long as on the day before.',
};

const GPT = 'provider="openai",model="gpt-4.1-2025-04-14"';

export const slowCases: AlertCases = {
  AgentSlow: [
    ...ofRuns('agent'),
    {
      story:
        'An agent that runs for ten minutes of every half hour is slow for two hours, and has a past all the same.',
      series: {
        'agent:runs:increase1h{agent="clerk",status="success"}': '100x1800',
        [durations('3.2')]: '0x1800',
        [durations('6.4')]: `${bursts(0, 52)} 2600x119 ${bursts(2600, 4)}`,
        [durations('12.8')]: `${bursts(0, 52)} 2600x119 ${bursts(2600, 4)}`,
        [durations('25.6')]: bursts(0, 60),
        [durations('+Inf')]: bursts(0, 60),
      },
      at: {
        '1560m': [],
        '1570m': [],
        '1572m': [sluggish],
        '1589m': [sluggish],
        '1650m': [sluggish],
        '1695m': [],
      },
    },
  ],
  WorkflowSlow: ofRuns('workflow'),
  ModelSlow: slowed({
    now: `model:llm_duration_seconds:p50_5m{${GPT}}`,
    usual: `model:llm_duration_seconds:p50_1d{${GPT}}`,
    perHour: (count, hours) => ({
      [`observatory_llm_duration_seconds_count{job="hub",instance="h",${GPT}}`]: `0+${count / 60}x${hours * 60}`,
    }),
    labels: { provider: 'openai', model: 'gpt-4.1-2025-04-14', severity: 'info' },
    twelveSeconds:
      'Half of the answers of gpt-4.1-2025-04-14 (openai) take longer than 12s, more than twice as long as on the day before.',
    threeSeconds:
      'Half of the answers of gpt-4.1-2025-04-14 (openai) take longer than 2.8s, more than twice as long as on the day before.',
  }),
};
