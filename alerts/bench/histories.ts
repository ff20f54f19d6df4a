import { randomOf } from '../../test/support/anomalies/random.ts';

/** Hours of load, the first on a Monday at midnight. */
export interface History {
  readonly name: string;
  readonly hours: readonly number[];
}

const WEEKS = 8;
const HOURS = WEEKS * 168;

/** Runs an hour at an office's times: ten times as many at noon as at night, and few at weekends. */
const office = (hour: number): number => {
  const ofDay = hour % 24;
  const day = Math.floor(hour / 24) % 7;
  const busy = 5 + 45 * Math.max(0, Math.sin(((ofDay - 6) / 14) * Math.PI));
  return day >= 5 ? 5 + (busy - 5) / 5 : busy;
};

let seed = 0;

/** Counts scatter, and here a tenth more than by chance alone. */
function made(name: string, mean: (hour: number) => number): History {
  seed += 1;
  const random = randomOf(seed);
  return {
    name,
    hours: Array.from({ length: HOURS }, (_, hour) =>
      random.poisson(mean(hour) * Math.max(0, 1 + 0.1 * random.normal())),
    ),
  };
}

const weekOf = (hour: number) => Math.floor(hour / 168);

/** Eight weeks each. */
export const madeHistories: readonly History[] = [
  made('office hours', office),
  made('office hours, 10 % more each week', (hour) => office(hour) * 1.1 ** (hour / 168)),
  made('office hours, half a day of outage in week 5', (hour) =>
    weekOf(hour) === 4 && hour % 168 >= 32 && hour % 168 < 44 ? 0 : office(hour),
  ),
  made('office hours, twice as many from week 6 on', (hour) => office(hour) * (weekOf(hour) >= 5 ? 2 : 1)),
  made('flat', () => 40),
  made('two an hour', () => 2),
];

/**
 * A recorded one: activity on GitHub, events an hour from January to May 2015, of the npm package vega-datasets,
 * whose file leaves out the hours with none. The first Monday is the fifth of January.
 */
export function recordedHistory(csv: string): History {
  const start = Date.UTC(2015, 0, 5);
  const hours: number[] = [];
  for (const line of csv.trim().split('\n').slice(1)) {
    const [time = '', count = '0'] = line.split(',');
    const hour = (Date.parse(`${time.replaceAll('/', '-').replace(' ', 'T')}Z`) - start) / 3_600_000;
    if (hour >= 0) hours[hour] = Number(count);
  }
  return { name: 'recorded: events of GitHub, 2015', hours: Array.from(hours, (count) => count ?? 0) };
}
