import { at, during, office } from '../../test/support/anomalies/lives.ts';
import { type Episode, playDays } from '../../test/support/anomalies/play-days.ts';
import { randomOf } from '../../test/support/anomalies/random.ts';
import { type AgentLife, agentSeries, DAY, HOUR } from '../../test/support/anomalies/synthetic.ts';
import { anomalies } from '../anomalies/alerts.ts';
import { pagesOf } from '../rules/links.ts';
import { groupsOf } from '../rules/rule-group.ts';
import { caseSettings } from '../testing/settings.ts';
import { PUBLISHED, publishedGroups } from './published-rules.ts';

/**
 * How many faults our anomaly rules and those of the published framework tell of, and how often they tell of none, on the
 * same fifteen days of the same series. The published rules get the same levels as ours: smoother than their own inputs
 * would be, which spares them false alarms. EVERY is how often both are evaluated, in minutes; SEED makes other noise.
 */
const EVERY = Number(process.env.EVERY ?? 5);
const SEED = Number(process.env.SEED ?? 0);
const DAYS = 15;

interface Fault {
  readonly kind: string;
  readonly hours: number;
  readonly life: (
    during: (then: number) => (minute: number) => number,
    usual: (minute: number) => number,
  ) => Partial<AgentLife>;
}

const shapes: readonly [string, (minute: number) => number][] = [20, 60, 240].flatMap(
  (perHour): [string, (minute: number) => number][] => [
    [`flat${perHour}`, () => perHour],
    [`office${perHour}`, office(perHour)],
  ],
);
const runsTimes =
  (then: number): Fault['life'] =>
  (factor, usual) => ({ runsPerHour: (minute) => usual(minute) * factor(then)(minute) });

const inputs: readonly {
  readonly family: string;
  readonly level: string;
  readonly alert: string;
  readonly faults: readonly Fault[];
}[] = [
  {
    family: 'anomaly-runs',
    level: 'anomaly:runs:level',
    alert: 'RunsAnomaly',
    faults: [
      { kind: 'three times as many, 1 h', hours: 1, life: runsTimes(3) },
      { kind: 'a fifth, 2 h', hours: 2, life: runsTimes(0.2) },
      { kind: 'none, 2 h', hours: 2, life: runsTimes(0) },
      { kind: 'twice as many, for good', hours: 24 * DAYS, life: runsTimes(2) },
    ],
  },
  {
    family: 'anomaly-cost',
    level: 'anomaly:cost:level',
    alert: 'CostAnomaly',
    faults: [
      {
        kind: 'three times the price, 2 h',
        hours: 2,
        life: (f) => ({ pricePerToken: (m) => 2e-5 * f(3)(m) }),
      },
    ],
  },
  {
    family: 'anomaly-tokens-per-run',
    level: 'anomaly:tokens_per_run:level',
    alert: 'TokensPerRunAnomaly',
    faults: [
      {
        kind: 'twice the tokens, for good',
        hours: 24 * DAYS,
        life: (f) => ({ tokens: (m) => 3000 * f(2)(m) }),
      },
    ],
  },
  {
    family: 'anomaly-errors',
    level: 'anomaly:errors:level',
    alert: 'ErrorsAnomaly',
    faults: [
      { kind: 'one in five fails, 2 h', hours: 2, life: (f) => ({ failing: (m) => 0.02 * f(10)(m) }) },
    ],
  },
];

const rows: string[][] = [
  ['', 'kind of fault', 'told', 'minutes until then', 'false alarms a series and week'],
];
for (const { family, level, alert, faults } of inputs) {
  const groups = anomalies(caseSettings)
    .filter(({ name }) => name === family)
    .flatMap((one) => groupsOf(one, pagesOf(caseSettings)));
  const windows = new Map<string, { kind: string; from: number; to: number }>();
  const series = {};
  for (const [index, [shape, usual]] of shapes.entries()) {
    const base = { days: DAYS, pricePerToken: () => 2e-5, runsPerHour: usual };
    const seed = SEED * 1000 + index * 100;
    Object.assign(series, agentSeries({ ...base, name: shape, seed }));
    for (const [number, fault] of faults.entries()) {
      // On a working day of the second week, between nine and three.
      const random = randomOf(seed + number + 7);
      const from = at(8 + Math.floor(random.uniform() * 3), 9) + Math.floor(random.uniform() * 6 * HOUR);
      const to = from + fault.hours * HOUR;
      const name = `${shape}-${number}`;
      windows.set(name, { kind: fault.kind, from, to: Math.min(to, from + 3 * HOUR) });
      const factor = (then: number) => during(from, to, then, 1);
      Object.assign(
        series,
        agentSeries({ ...base, ...fault.life(factor, usual), name, seed: seed + number + 1 }),
      );
    }
  }
  const episodes = await playDays([...groups, ...publishedGroups(level)], series, DAYS * DAY, EVERY);
  const seriesCount = shapes.length * (1 + faults.length);
  for (const [whose, theirs] of [
    [`${alert}, ours`, alert],
    [`${alert}, published adaptive`, PUBLISHED.adaptive],
    [`${alert}, published robust`, PUBLISHED.robust],
  ] as const) {
    const fired = episodes.filter((one) => one.alert === theirs);
    const isTrue = ({ labels, from, to }: Episode) => {
      const window = windows.get(labels.agent ?? '');
      // What goes on until three hours after the end is still told of the fault.
      return window !== undefined && to >= window.from && from <= window.to + 3 * HOUR;
    };
    const wrong = fired.filter((one) => !isTrue(one)).length / seriesCount / (DAYS / 7);
    for (const [index, { kind }] of faults.entries()) {
      const delays = [...windows].flatMap(([agent, window]) => {
        if (window.kind !== kind) return [];
        const first = fired.find(
          ({ labels, from, to }) =>
            labels.agent === agent && to >= window.from && from <= window.to + HOUR / 2,
        );
        return first === undefined ? [] : [Math.max(0, first.from - window.from)];
      });
      const middle = delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)];
      rows.push([
        index === 0 ? whose : '',
        kind,
        `${delays.length} of ${shapes.length}`,
        middle === undefined ? '' : String(middle),
        index === 0 ? wrong.toFixed(2) : '',
      ]);
    }
  }
}
const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
console.log(`anomalies: ${DAYS} days, evaluated every ${EVERY} min`);
for (const row of rows)
  console.log(
    `  ${row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}`,
  );
