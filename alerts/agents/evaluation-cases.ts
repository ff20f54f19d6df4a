import type { AlertCases } from '../testing/alert-case.ts';

const count = (of: string) =>
  `observatory_evaluation_score_count{job="hub",instance="h",${of},evaluation="helpful"}`;
const CLERK = 'agent="clerk",workflow=""';
const NIGHTLY = 'agent="",workflow="nightly"';

export const evaluationCases: AlertCases = {
  EvaluationScoreFalling: [
    {
      story: 'Five hours score 0.9, a hundred minutes 0.6, then 0.9 again.',
      series: {
        'agent:evaluation_score:mean1h{agent="clerk",evaluation="helpful"}': '0.9x300 0.6x99 0.9x60',
        [count(CLERK)]: '0+0.75x460',
      },
      at: {
        '300m': [],
        '315m': [],
        '317m': [
          {
            labels: { agent: 'clerk', evaluation: 'helpful', severity: 'warning' },
            description: 'The evaluation helpful of clerk scores 0.30 lower than on the day before.',
          },
        ],
        '430m': [],
      },
    },
    {
      story: 'A workflow scores a little lower.',
      series: {
        'workflow:evaluation_score:mean1h{workflow="nightly",evaluation="helpful"}': '0.72x120',
        'workflow:evaluation_score:p50_1d{workflow="nightly",evaluation="helpful"}': '0.9x120',
        [count(NIGHTLY)]: '0+1x120',
      },
      at: { '80m': [], '120m': [] },
    },
    {
      story: 'Twenty judgements within an hour are too few.',
      series: {
        'workflow:evaluation_score:mean1h{workflow="nightly",evaluation="helpful"}': '0.4x120',
        'workflow:evaluation_score:p50_1d{workflow="nightly",evaluation="helpful"}': '0.9x120',
        [count(NIGHTLY)]: '0+0.333x120',
      },
      at: { '80m': [], '120m': [] },
    },
  ],
};
