import type { AlertCases } from '../testing/alert-case.ts';

/** A sample an hour, so that each stands for what an hour cost. */
const hourly = 'fleet:cost_usd:increase5m';

const told = (dollars: string) => ({
  labels: { severity: 'warning' },
  description: `If the next seven days cost as much as the last, the 30 days until then will have cost $${dollars}. The budget is $300.`,
});

export const forecastsCases: AlertCases = {
  MonthlyCostForecastOverBudget: [
    {
      story:
        'A dollar an hour for nine days: after a week and two days 216 are spent, and a week is 168 more.',
      interval: '1h',
      series: { [hourly]: '1x216 0x300' },
      at: {
        // 150 are spent, and a week like them is 150 again: that is the budget.
        '149h': [],
        // Above it since 150h, for five hours.
        '155h': [],
        '160h': [told('322')],
        // Of the week before, 18 hours had cost something: 217 and 18 are within the budget.
        '367h': [],
      },
    },
    {
      story: 'Ten dollars a day are 300 in 30 days: the budget, and not above it.',
      interval: '1h',
      series: { [hourly]: '0.41666x720' },
      at: { '300h': [], '720h': [] },
    },
  ],
};
