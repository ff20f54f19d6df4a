import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../infra/install/cache.ts';
import { costForecast } from '../forecasts/cost.ts';
import { diskRecords } from '../forecasts/disks.ts';
import { loadForecast, loadMargin } from '../forecasts/load.ts';
import { madeHistories, recordedHistory } from './histories.ts';
import { type PastSeries, startPast } from './past-prometheus.ts';

/** The forecasts' own PromQL on the past of a real Prometheus, beside the simplest guesses. */
const HOUR = 3600;
const histories = [...madeHistories, recordedHistory(githubHours())];
const lastOf = (values: readonly number[], index: number, count: number) =>
  values.slice(Math.max(0, index - count + 1), index + 1).reduce((sum, value) => sum + value, 0);
const days = (count: number) => count * 24;
/** A run costs ten cents. */
const dollars = (runs: number) => runs / 10;

/** Days until each disk was full, in samples of ten minutes; what is compacted at night comes back. */
const DISK_STEP = 600;
const disks = [
  { name: 'grows evenly, 20 days', samples: 20 * 144, free: (part: number) => 100 * (1 - part) },
  {
    name: 'grows, and a fifth of each day is given back at night',
    samples: 20 * 144,
    free: (part: number, sample: number) => 100 * (1 - part) - ((sample % 144) / 144) * 1.25 + 1.25 * part,
  },
  {
    name: 'grows faster and faster, 20 days',
    samples: 20 * 144,
    free: (part: number) => 100 * (1 - part ** 2),
  },
] as const;
const diskFree = disks.map(({ samples, free }) =>
  Array.from({ length: samples }, (_, sample) => Math.max(0, free(sample / samples, sample)) * 1e9),
);

const series: PastSeries[] = [
  ...histories.flatMap(({ name, hours }) =>
    (
      [
        ['fleet:runs:increase1h', (index: number) => hours[index] ?? 0],
        ['fleet:runs:increase1d', (index: number) => lastOf(hours, index, 24)],
        ['fleet:cost_usd:increase5m', (index: number) => dollars(hours[index] ?? 0)],
        ['fleet:cost_usd:increase7d', (index: number) => dollars(lastOf(hours, index, days(7)))],
      ] as const
    ).map(([record, value]) => ({
      name: record,
      history: name,
      step: HOUR,
      values: hours.map((_, index) => value(index)),
    })),
  ),
];
const past = await startPast(series);
const most = Math.max(...histories.map(({ hours }) => hours.length));
try {
  for (const ahead of [1, 24]) {
    const forecasts = await past.ask(loadForecast(ahead).promql, HOUR, most);
    const margins = await past.ask(loadMargin(ahead).promql, HOUR, most);
    print(
      `Runs of the hour ${ahead} h ahead, from the fifth week on: mean error, in % of the mean load`,
      ['forecast', 'an hour a week ago', 'now', 'in 90 % band'],
      histories.map(({ name, hours }) => {
        const moments = hours.flatMap((_, at) => (at >= days(28) && at + ahead < hours.length ? [at] : []));
        const error = (guess: (at: number) => number | undefined) => {
          const known = moments.flatMap((at) => {
            const value = guess(at);
            const actual = hours[at + ahead] ?? 0;
            return value === undefined ? [] : [{ off: Math.abs(value - actual), actual }];
          });
          const sum = (part: 'off' | 'actual') => known.reduce((total, one) => total + one[part], 0);
          return percent(sum('off') / sum('actual'));
        };
        const forecast = forecasts.get(name);
        const margin = margins.get(name);
        const inside = moments.flatMap((at) => {
          const [middle, around] = [forecast?.get(at), margin?.get(at)];
          if (middle === undefined || around === undefined) return [];
          return [Math.abs(middle - (hours[at + ahead] ?? 0)) <= around];
        });
        return [
          name,
          error((at) => forecast?.get(at)),
          error((at) => hours[at + ahead - days(7)]),
          error((at) => hours[at]),
          percent(inside.filter(Boolean).length / inside.length),
        ];
      }),
    );
  }
  const costs = await past.ask(costForecast.expr.promql, HOUR, most);
  print(
    'Cost of the 30 days that end in a week: mean error, in %',
    ['forecast', 'the week × 30/7', 'the day × 30', 'as the last 30 days'],
    histories.map(({ name, hours }) => {
      const error = (guess: (at: number) => number | undefined) => {
        const all = hours.flatMap((_, at) => {
          if (at < days(30) || at + days(7) >= hours.length) return [];
          const actual = dollars(lastOf(hours, at + days(7), days(30)));
          const value = guess(at);
          return value === undefined ? [] : [Math.abs(value - actual) / actual];
        });
        return percent(all.reduce((sum, one) => sum + one, 0) / all.length);
      };
      const spent = (at: number, count: number) => dollars(lastOf(hours, at, days(count)));
      return [
        name,
        error((at) => costs.get(name)?.get(at)),
        error((at) => (spent(at, 7) * 30) / 7),
        error((at) => spent(at, 1) * 30),
        error((at) => spent(at, 30)),
      ];
    }),
  );
} finally {
  past.stop();
}

const full = await startPast(
  disks.map(({ name }, index) => ({
    name: 'system_filesystem_usage_bytes',
    history: `${name}",state="free",mountpoint="${name}`,
    step: DISK_STEP,
    values: diskFree[index] ?? [],
  })),
);
try {
  // The rule groups by host and disk; here each history is a disk.
  const promql = diskRecords[0].expr.promql.replaceAll('host_name, mountpoint, device', 'history');
  const answers = await full.ask(promql, DISK_STEP, 20 * 144);
  print(
    'Days until a disk is full: what is said, so many days before it is',
    ['10 days', '5 days', '2 days', '1 day'],
    disks.map(({ name, samples }) => [
      name,
      ...[10, 5, 2, 1].map((before) => {
        const said = answers.get(name)?.get(samples - before * 144);
        return said === undefined ? 'nothing' : said.toFixed(1);
      }),
    ]),
  );
} finally {
  full.stop();
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function print(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [['', ...columns], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  process.stdout.write(`${title}\n${lines.map((line) => `  ${line}\n`).join('')}\n`);
}

/** Fetched once from the package registry, 18 MB, of which this takes 20 kB. */
function githubHours(): string {
  const folder = join(cacheFolder(), 'bench-data');
  const file = join(folder, 'package/data/github.csv');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['pack', '--silent', 'vega-datasets@3.2.1'], { cwd: folder, stdio: 'ignore' });
    execFileSync('tar', ['xzf', 'vega-datasets-3.2.1.tgz', 'package/data/github.csv'], { cwd: folder });
  }
  return readFileSync(file, 'utf8');
}
