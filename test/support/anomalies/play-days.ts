import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExpression } from '../../../alerts/promql/parse.ts';
import { ruleFile } from '../../../alerts/rules/rule-file.ts';
import type { RuleGroup } from '../../../alerts/rules/rule-group.ts';
import { serverBinary } from '../../../infra/install/cache.ts';
import type { MinuteSeries } from './synthetic.ts';

/** An alert that fired from one minute to another, both included. */
export interface Episode {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly from: number;
  readonly to: number;
}

/** Moments of firing that are further apart are two episodes: somebody is told twice. */
const STEP = 5;

/**
 * Lets promtool evaluate rules every `everyMinutes` over days of series, and returns what fired and when. promtool only
 * compares, so it is told at each moment that nothing fires; what it says against that is the answer.
 */
export async function playDays(
  groups: readonly RuleGroup[],
  series: MinuteSeries,
  minutes: number,
  everyMinutes = STEP,
): Promise<Episode[]> {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-days-'));
  try {
    const rules = join(folder, 'rules.yml');
    writeFileSync(rules, ruleFile(groups));
    const read = new Set(
      groups.flatMap(({ rules: all }) => all.flatMap(({ expr }) => parseExpression(expr).metrics)),
    );
    const test = join(folder, 'test.yml');
    writeFileSync(
      test,
      JSON.stringify({
        rule_files: [rules],
        evaluation_interval: `${everyMinutes}m`,
        // Else the order is another one each time, and what reads a series before it is recorded finds it stale.
        group_eval_order: groups.map(({ name }) => name),
        tests: [
          {
            interval: '1m',
            input_series: Object.entries(series)
              .filter(([name]) => read.has(name.split('{')[0] ?? name))
              .map(([name, values]) => ({
                series: name,
                values: values()
                  .map((value) => (value === null ? '_' : short(value)))
                  .join(' '),
              })),
            promql_expr_test: Array.from({ length: Math.floor(minutes / STEP) }, (_, index) => ({
              expr: 'ALERTS{alertstate="firing"}',
              eval_time: `${index * STEP}m`,
            })),
          },
        ],
      }),
    );
    return episodesOf(await promtool(test));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function short(value: number): string {
  return Number.isNaN(value) ? 'NaN' : String(Number(value.toPrecision(4)));
}

function promtool(test: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      serverBinary('prometheus', 'promtool'),
      ['test', 'rules', test],
      { maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        const output = stdout + stderr;
        // Anything but what fired: a rule or a file that promtool does not take.
        if (error !== null && !output.includes('got:')) reject(new Error(output.slice(0, 2000)));
        else if (/\berror|err:/i.test(output.replaceAll(/\{[^}]*\}/g, '')))
          reject(new Error(output.slice(0, 2000)));
        else resolve(output);
      },
    );
  });
}

/** What promtool got, moment by moment, put together. */
function episodesOf(output: string): Episode[] {
  const open = new Map<string, { -readonly [key in keyof Episode]: Episode[key] }>();
  const episodes: Episode[] = [];
  for (const [, time = '', got = ''] of output.matchAll(/time: (\S+),\n\s+exp: nil\n\s+got: (.*)/g)) {
    const minute = minutesOf(time);
    for (const [, inside = ''] of got.matchAll(/\{([^}]*)\}/g)) {
      const { __name__: _, alertstate: __, alertname = '', ...labels } = labelsOf(inside);
      const last = open.get(inside);
      if (last !== undefined && last.to === minute - STEP) last.to = minute;
      else {
        const episode = { alert: alertname, labels, from: minute, to: minute };
        open.set(inside, episode);
        episodes.push(episode);
      }
    }
  }
  return episodes;
}

function labelsOf(inside: string): Record<string, string> {
  return Object.fromEntries(
    [...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function minutesOf(duration: string): number {
  const units: Readonly<Record<string, number>> = { w: 10_080, d: 1440, h: 60, m: 1, s: 1 / 60 };
  return [...duration.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  );
}
