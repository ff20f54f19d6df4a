import type { AlertCases } from '../../testing/alert-case.ts';

const alone = {
  labels: { severity: 'none' },
  description:
    'Nothing worse fires: 1 alerts of severity info are kept back, since they would tell of no harm.',
};

export const signalCases: AlertCases = {
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
  InfoInhibitor: [
    {
      story: 'An explanation fires, for a while beside something worse.',
      series: {
        'ALERTS{alertname="Explains",severity="info",alertstate="firing"}': '1x20 stale',
        'ALERTS{alertname="Harms",severity="warning",alertstate="firing"}': '_x6 1x5 stale',
      },
      at: { '0m': [alone], '5m': [alone], '7m': [], '13m': [alone], '21m': [] },
    },
    {
      story: 'An explanation is not yet sure, and something worse fires.',
      series: {
        'ALERTS{alertname="Explains",severity="info",alertstate="pending"}': '1x20',
        'ALERTS{alertname="Harms",severity="critical",alertstate="firing"}': '1x20',
      },
      at: { '0m': [], '10m': [] },
    },
  ],
};
