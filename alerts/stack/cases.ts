import type { AlertCases } from '../testing/alert-case.ts';

export const stackCases: AlertCases = {
  Watchdog: [
    {
      story: 'It always fires.',
      series: {},
      at: {
        '0m': [
          {
            labels: { severity: 'none' },
            description: 'Always fires: whoever stops hearing it knows that alerts no longer arrive. 1',
          },
        ],
      },
    },
  ],
  TargetDown: [
    {
      story: 'Loki is gone for ten minutes.',
      series: { 'up{job="loki",instance="a"}': '1 1 0x10 1x5' },
      at: {
        '3m': [],
        '4m': [
          {
            labels: { severity: 'critical', job: 'loki', instance: 'a' },
            description: 'loki at a has not answered for two minutes.',
          },
        ],
        '14m': [],
      },
    },
    {
      story: 'A restart of a minute tells nobody.',
      series: { 'up{job="loki",instance="a"}': '1 1 0 0 1x10' },
      at: { '3m': [], '4m': [], '6m': [] },
    },
  ],
};
