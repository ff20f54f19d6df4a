import type { AlertCases } from '../testing/alert-case.ts';

const runs = (agent: string, status: string) =>
  `observatory_runs_total{job="hub",instance="h",agent="${agent}",workflow="",status="${status}"}`;

export const agentsCases: AlertCases = {
  AgentFailing: [
    {
      story: 'Of ten runs a minute two fail for a quarter of an hour, then none.',
      series: {
        [runs('clerk', 'success')]: '0+10x10 100+8x15 220+10x30',
        [runs('clerk', 'failed')]: '0x10 0+2x15 30x30',
      },
      at: {
        '10m': [],
        '16m': [],
        '19m': [
          {
            labels: { agent: 'clerk', severity: 'critical' },
            description: '20% of the runs of clerk failed in the last five minutes.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'One in ten fails, which is the threshold and not above it.',
      series: {
        [runs('clerk', 'success')]: '0+9x60',
        [runs('clerk', 'failed')]: '0+1x60',
      },
      at: { '60m': [] },
    },
    {
      story: 'Four runs in an hour, of which two fail: too few to say anything.',
      series: {
        [runs('clerk', 'success')]: '0x30 2x60',
        [runs('clerk', 'failed')]: '0x30 2x60',
      },
      at: { '34m': [], '40m': [], '50m': [] },
    },
  ],
};
