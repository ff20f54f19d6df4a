import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serverBinary } from '../../infra/install/cache.ts';
import { parseExpression, secondsOf } from '../promql/parse.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { type FleetSeries, labelSets, selectorOf, shareOf } from './fleet-series.ts';

/** A series of the past: from when, how often. Times are seconds since 1970. */
interface PastSeries {
  readonly selector: string;
  readonly reach: number;
  readonly every: number;
  readonly at: (time: number) => number;
}

/** As long as the blocks that Prometheus makes of thirty days of retention. */
const BLOCK = 54 * 3600;

/**
 * What rules look back on: each series as far as the rule that looks furthest, as often as it is scraped or recorded.
 * Recorded series are made up, since to compute them would take weeks of everything.
 */
export function pastSeries(
  families: readonly RuleFamily[],
  fleet: readonly FleetSeries[],
  began: number,
  scrapeSeconds: number,
): PastSeries[] {
  const reaches = new Map<string, number>();
  for (const { expr } of families.flatMap(({ recordings, alerts }) => [...recordings, ...alerts])) {
    const { metrics, reachSeconds } = parseExpression(expr.promql);
    for (const name of metrics) reaches.set(name, Math.max(reaches.get(name) ?? 0, reachSeconds));
  }
  const reachOf = (name: string) => (reaches.get(name) ?? 0) + 600;
  const raw = fleet
    .filter(({ name }) => reaches.has(name))
    .map(({ name, labels, from, at }) => ({
      selector: selectorOf(name, { ...labels, job: from, instance: from }),
      reach: reachOf(name),
      every: scrapeSeconds,
      at: (time: number) => at(time - began),
    }));
  const recorded = families.flatMap(({ interval, recordings }) =>
    recordings
      .filter(({ record }) => (reaches.get(record) ?? 0) > 300)
      .flatMap(({ record, by, labels }) =>
        labelSets(by).map((set) => {
          const selector = selectorOf(record, { ...set, ...labels });
          const share = shareOf(selector);
          const isSeldom = /errors|fail/.test(record);
          return {
            selector,
            reach: reachOf(record),
            every: interval === undefined ? scrapeSeconds : secondsOf(interval),
            at: (time: number) =>
              (isSeldom ? 0.001 : 1) * (20 + 10 * share + 5 * Math.sin(time / 13_751 + 6 * share)),
          };
        }),
      ),
  );
  return [...raw, ...recorded];
}

/** Writes blocks of `block` seconds with all of the past until `now` into `data`, and returns how many samples they hold. */
export async function writeBlocks(
  series: readonly PastSeries[],
  now: number,
  folder: string,
  data: string,
  block = BLOCK,
): Promise<number> {
  const first = now - Math.max(...series.map(({ reach }) => reach));
  let samples = 0;
  for (let from = Math.floor(first / block) * block; from < now; from += block) {
    const file = join(folder, 'past.om');
    const out = createWriteStream(file);
    for (const { selector, reach, every, at } of series) {
      const lines: string[] = [];
      const begin = Math.max(from, now - reach);
      // Each at a moment of its own, as scrapes and groups are.
      for (let time = begin + every * shareOf(selector); time < Math.min(from + block, now); time += every) {
        lines.push(`${selector} ${at(time)} ${time.toFixed(3)}\n`);
      }
      samples += lines.length;
      if (lines.length > 0 && !out.write(lines.join(''))) await once(out, 'drain');
    }
    out.end('# EOF\n');
    await once(out, 'finish');
    await promisify(execFile)(serverBinary('prometheus', 'promtool'), [
      'tsdb',
      'create-blocks-from',
      `--max-block-duration=${block}s`,
      'openmetrics',
      '--quiet',
      file,
      data,
    ]);
    rmSync(file);
  }
  return samples;
}
