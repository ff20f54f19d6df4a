import { fleetMetrics } from '@observatory/shim/conventions';
import { type Recorded, recorded, series, sumOver, type Window } from '../promql/expression.ts';
import { growthBy } from '../promql/growth.ts';

const within = (window: Window, time: string): Recorded<never> => ({
  record: `fleet:cost_usd:increase${window}`,
  by: [],
  unit: 'US dollars',
  meaning: `Cost of all agents within ${time}.`,
  // Sums that do not overlap, of one series: thirty days of it cost what seconds of the counters would.
  expr: sumOver(recorded(fiveMinutes), `${window}:5m` as Window),
});

const fiveMinutes: Recorded<never> = {
  record: 'fleet:cost_usd:increase5m',
  by: [],
  unit: 'US dollars',
  meaning: 'Cost of all agents within five minutes, to the cent: first calls and restarts of hubs are in it.',
  expr: growthBy([], [series(fleetMetrics.cost)]),
};

/** `fleet:cost_usd:…`: what all agents together cost, by time. */
export const spend = {
  fiveMinutes,
  hour: within('1h', 'an hour'),
  twoHours: within('2h', 'two hours'),
  day: within('1d', 'a day'),
  week: within('7d', 'seven days'),
  month: within('30d', '30 days'),
} as const;
