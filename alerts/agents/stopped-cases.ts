import type { AlertCases } from '../testing/alert-case.ts';

const HUB = 'job="hub",instance="h"';
const CLERK = 'agent="clerk",workflow=""';
const NIGHTLY = 'agent="",workflow="nightly"';
const gauge = (name: string, of = CLERK, hub = HUB) => `observatory_${name}{${hub},${of}}`;
const runs = (status: string, of = CLERK, hub = HUB) =>
  `observatory_runs_total{${hub},${of},status="${status}"}`;
const clerk = { agent: 'clerk', severity: 'warning' };

export const stoppedCases: AlertCases = {
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
      story: 'An agent stops in production and goes on in staging.',
      series: {
        'up{job="hub",instance="h"}': '1x120',
        'agent:regular_hours:count1d{deployment_environment_name="production",agent="clerk"}': '20x120',
        'agent:regular_hours:count1d{deployment_environment_name="staging",agent="clerk"}': '20x120',
        [runs('success', `deployment_environment_name="production",${CLERK}`)]: '500x120',
        [runs('success', `deployment_environment_name="staging",${CLERK}`)]: '0+2x120',
      },
      at: {
        '85m': [],
        '95m': [
          {
            labels: { ...clerk, deployment_environment_name: 'production' },
            description: 'clerk in production ran in 20 hours of the last day, and has not run for an hour.',
          },
        ],
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
      story:
        'Prometheus comes back after three hours, and an agent that runs once an hour has not run since.',
      series: {
        'up{job="hub",instance="h"}': '_x5 1x90',
        'agent:regular_hours:count1d{agent="clerk"}': '20x95',
        [runs('success')]: '_x5 400x50 401x40',
      },
      at: { '36m': [], '50m': [], '66m': [], '95m': [] },
    },
    {
      story: 'The address of the hub changes, and its counters are no runs.',
      series: {
        'up{job="hub",instance="h"}': '1x60 stale',
        'up{job="hub",instance="h2"}': '_x61 1x60',
        'agent:regular_hours:count1d{agent="clerk"}': '20x120',
        [runs('success')]: '400x60 stale',
        [runs('success', CLERK, 'job="hub",instance="h2"')]: '_x61 400x60',
      },
      at: {
        '89m': [],
        '95m': [
          {
            labels: clerk,
            description: 'clerk ran in 20 hours of the last day, and has not run for an hour.',
          },
        ],
      },
    },
    {
      story: 'The hub is restarted between two runs of an agent that runs once an hour.',
      series: {
        'up{job="hub",instance="h"}': '1x120',
        'agent:regular_hours:count1d{agent="clerk"}': '20x120',
        [runs('success')]: '50x30 _x20 1x69',
      },
      at: { '60m': [], '95m': [], '110m': [] },
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
