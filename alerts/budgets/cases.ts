import type { AlertCases } from '../testing/alert-case.ts';

const cost = (agent: string, instance = 'h') =>
  `observatory_cost_usd_total{job="hub",instance="${instance}",agent="${agent}",workflow="",provider="openai",model="gpt-5"}`;
const up = (instance = 'h') => `up{job="hub",instance="${instance}"}`;

const spent = (dollars: string) => ({
  labels: { severity: 'critical' },
  description: `All agents together cost $${dollars} in the last 24 hours. The budget is $24.`,
});
const fast = (dollars: string) => ({
  labels: { severity: 'warning' },
  description: `All agents together cost $${dollars} in the last hour, and go on so. At this pace the budget of $24 a day lasts four hours at most.`,
});
const month = (dollars: string) => ({
  labels: { severity: 'warning' },
  description: `All agents together cost $${dollars} in the last 24 hours, and go on so. At this pace the budget of $300 for 30 days lasts ten days at most.`,
});

export const budgetsCases: AlertCases = {
  DailyBudgetSpent: [
    {
      story:
        'Two dollars an hour are 24 after twelve hours; then nothing is spent, and a day later the burst is over.',
      interval: '5m',
      series: { [cost('clerk')]: '0+0.25x120 30x400' },
      at: {
        '7h': [],
        '7h55m': [],
        '8h15m': [spent('24.75')],
        '20h': [spent('30.00')],
        // The first six dollars are older than a day after 26 hours.
        '25h': [spent('27.00')],
        '26h30m': [],
      },
    },
    {
      story: 'A new agent spends 30 dollars in its first call, with which its counter is born.',
      series: { [cost('clerk')]: '_x20 30x60', [up()]: '1x90' },
      at: { '19m': [], '20m': [spent('30.00')] },
    },
    {
      story: 'A hub is scraped for the first time, or again after a day off: what its counters hold is old.',
      series: { [cost('clerk')]: '_x20 30x60', [up()]: '_x20 1x60' },
      at: { '21m': [], '26m': [], '60m': [] },
    },
    {
      story: 'A hub that starts anew counts from zero: 15 before it and 14 after are 29.',
      series: { [cost('clerk')]: '0+0.25x60 0+0.25x56 14x30', [up()]: '1x60 0 1x90' },
      at: { '60m': [], '90m': [], '125m': [spent('29.00')] },
    },
    {
      story: 'Two hubs fold for the same agent: what each of them counted is spent.',
      series: { [cost('clerk')]: '0+0.25x50 12.5x60', [cost('clerk', 'i')]: '0+0.25x50 12.5x60' },
      at: { '45m': [], '60m': [spent('25.00')] },
    },
    {
      story: 'Prometheus is away for half an hour, in which 20 dollars are spent.',
      series: { [cost('clerk')]: '0+0.1x60 _x30 26x60', [up()]: '1x60 _x30 1x60' },
      at: { '60m': [], '100m': [spent('26.00')] },
    },
    {
      story: 'One dollar short of the budget.',
      interval: '5m',
      series: { [cost('clerk')]: '0+0.25x92 23x300' },
      at: { '8h': [], '20h': [] },
    },
  ],
  DailyBudgetBurnsFast: [
    {
      story: 'Ten dollars an hour are 40 % of the budget: told once the hour has cost six.',
      series: { [cost('clerk')]: '0x30 0.15+0.15x59 9x90' },
      at: {
        '70m': [],
        '90m': [fast('9.00')],
        '130m': [],
      },
    },
    {
      story: 'One call of seven dollars.',
      series: { [cost('clerk')]: '0x30 7x90' },
      at: { '32m': [], '36m': [], '40m': [], '60m': [] },
    },
    {
      story: 'Five dollars an hour, day and night: DailyBudgetSpent tells of that.',
      series: { [cost('clerk')]: '0+0.0833x300' },
      at: { '120m': [], '300m': [] },
    },
    {
      story: 'It was dear, and goes on at a quarter of that.',
      series: { [cost('clerk')]: '0x30 0.6+0.6x9 6.0375+0.0375x100' },
      at: { '42m': [], '46m': [], '60m': [] },
    },
  ],
  MonthlyBudgetBurnsFast: [
    {
      story:
        'Two dollars an hour: told once a day has cost 30, a tenth of the budget; then it costs nothing.',
      interval: '5m',
      series: { [cost('clerk')]: '0x12 0.1666666666666667+0.1666666666666667x287 48x200' },
      at: {
        '15h': [],
        // The thirty are full five minutes ago.
        '16h10m': [],
        '20h': [month('38.00')],
        '29h': [],
      },
    },
    {
      story: 'One day of 31 dollars that ended hours ago.',
      interval: '5m',
      series: { [cost('clerk')]: '0 31x300' },
      at: { '5m': [], '10m': [], '4h': [], '20h': [] },
    },
    {
      story: 'Just a tenth of the budget a day.',
      interval: '5m',
      series: { [cost('clerk')]: '0+0.1041666x600' },
      at: { '24h': [], '48h': [] },
    },
  ],
};
