import type { AlertCase, AlertCases } from '../testing/alert-case.ts';
import { type Burn, burnStories } from './burn-stories.ts';
import { counterStories } from './counter-stories.ts';

const fast = {
  severity: 'critical',
  windows: [
    ['1h', '5m'],
    ['6h', '30m'],
  ],
  silentAfter: 20,
} as const;
const slow = {
  severity: 'warning',
  windows: [
    ['1d', '2h'],
    ['3d', '6h'],
  ],
  silentAfter: 90,
} as const;

/** Thresholds worked out by hand for 30 days: 14.4, 6, 3 and 1 times what may be bad. */
const of99 = {
  fast: [
    [0.144, 0.15, '15%'],
    [0.06, 0.07, '7%'],
  ],
  slow: [
    [0.03, 0.04, '4%'],
    [0.01, 0.015, '1.5%'],
  ],
} as const;
const of95 = {
  fast: [
    [0.72, 0.75, '75%'],
    [0.3, 0.35, '35%'],
  ],
  slow: [
    [0.15, 0.16, '16%'],
    [0.05, 0.06, '6%'],
  ],
} as const;
const of999 = {
  fast: [
    [0.0144, 0.02, '2%'],
    [0.006, 0.007, '0.7%'],
  ],
  slow: [
    [0.003, 0.004, '0.4%'],
    [0.001, 0.0015, '0.15%'],
  ],
} as const;

function both(
  alert: string,
  shares: { readonly fast: Burn['shares']; readonly slow: Burn['shares'] },
  own: Pick<Burn, 'slo' | 'labels' | 'bad'>,
  says: (share: string, time: string) => string,
): AlertCases {
  const stories = (speed: 'fast' | 'slow', name: string): AlertCase[] => [
    ...burnStories({
      ...own,
      ...(speed === 'fast' ? fast : slow),
      shares: shares[speed],
      says: (share) => says(share, speed === 'fast' ? 'hours' : 'days'),
    }),
    ...(counterStories[name] ?? []),
  ];
  return {
    [`${alert}BudgetBurnsFast`]: stories('fast', `${alert}BudgetBurnsFast`),
    [`${alert}BudgetBurnsSlow`]: stories('slow', `${alert}BudgetBurnsSlow`),
  };
}

export const slosCases: AlertCases = {
  ...both(
    'RunSuccess',
    of99,
    { slo: 'run-success', labels: { agent: 'clerk' }, bad: 1 },
    (share, time) =>
      `Runs of clerk: ${share} were bad in the last ${time}, where 1% may be. Objective: 99% of runs succeed.`,
  ),
  ...both(
    'RunLatency',
    of95,
    { slo: 'run-latency', labels: { agent: 'clerk' }, bad: 1 },
    (share, time) =>
      `Runs of clerk: ${share} were bad in the last ${time}, where 5% may be. Objective: 95% of runs that succeed take at most 51.2 s.`,
  ),
  ...both(
    'ToolSuccess',
    of99,
    { slo: 'tool-success', labels: { tool: 'search' }, bad: 1 },
    (share, time) =>
      `Calls of search: ${share} were bad in the last ${time}, where 1% may be. Objective: 99% of tool calls succeed.`,
  ),
  ...both(
    'FirstToken',
    of95,
    { slo: 'first-token', labels: { provider: 'openai', model: 'gpt-5' }, bad: 1 },
    (share, time) =>
      `Answers of gpt-5 by openai: ${share} were bad in the last ${time}, where 5% may be. Objective: 95% of streamed answers begin within 2.56 s.`,
  ),
  ...both(
    'TelemetryDelivery',
    of999,
    { slo: 'telemetry-delivery', labels: {}, bad: 20 },
    (share, time) =>
      `Telemetry on its way into the stores: ${share} were bad in the last ${time}, where 0.1% may be. Objective: 99.9% of spans, log records and metric points are delivered.`,
  ),
};
