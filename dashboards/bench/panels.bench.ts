import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AGENTS,
  type FleetSeries,
  fleetSeries,
  labelSets,
  MODELS,
  shareOf,
} from '../../alerts/bench/fleet-series.ts';
import { pastSeries, writeBlocks } from '../../alerts/bench/past.ts';
import { parseExpression } from '../../alerts/promql/parse.ts';
import type { RuleFamily } from '../../alerts/rules/rule-group.ts';
import { ruleFamilies } from '../../alerts/rules/rules.ts';
import { caseSettings } from '../../alerts/testing/settings.ts';
import { serverBinary } from '../../infra/install/cache.ts';
import { eventually } from '../../test/support/eventually.ts';
import { freePort } from '../../test/support/free-port.ts';
import { questionsOf } from '../../test/support/grafana/answers.ts';
import { type Choice, interpolate, type Looked } from '../../test/support/grafana/interpolate.ts';
import { dashboards } from '../dashboards.ts';

/**
 * How long each question of each panel takes a real Prometheus that has a day of fifty agents, each with ten models, in
 * blocks: asked for all of the day as a panel half as wide as a screen asks, with everything chosen. Raw series are
 * scraped every SCRAPE_S seconds (a minute writes the past four times as fast); recorded ones are made up.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const TARGET_MS = 300;
const DAY_S = 86_400;
const SCRAPE_S = Number(process.env.SCRAPE_S ?? 15);
/** What Grafana takes for a day on seven hundred points. */
const STEP_S = 120;
/** Fifty agents, each with ten models. */
const MOST_SETS = 500;
/** As long as the disk and the memory of a small machine allow: a text of five gigabytes is written of each. */
const BLOCK_S = 6 * 3600;

interface Asked {
  readonly name: string;
  readonly expr: string;
  readonly instant: boolean;
}

const looked = (now: number): Looked => ({
  fromMs: (now - DAY_S) * 1000,
  toMs: now * 1000,
  intervalS: STEP_S,
  scrapeS: SCRAPE_S,
});

/** All of every variable; of agents each by its name, as Grafana lists them. */
const agents = labelSets(['agent']).flatMap(({ agent }) => (agent === undefined ? [] : [agent]));
const chosenIn = (variables: readonly { readonly name: string }[]) =>
  new Map<string, Choice>(
    variables.map(({ name }) => [name, name === 'agent' ? { values: agents } : { all: '.*' }]),
  );

function questions(now: number): Asked[] {
  return Object.values(dashboards(caseSettings)).flatMap((dashboard) =>
    questionsOf(dashboard)
      .filter(({ target }) => target.datasource.uid === 'prometheus')
      .map(({ panel, target }) => ({
        name: `${dashboard.uid}: ${panel} (${target.refId})`,
        expr: interpolate(target.expr ?? '', chosenIn(dashboard.templating?.list ?? []), looked(now)),
        instant: target.instant === true,
      })),
  );
}

/** Every recorded series, of which a day and what the questions look back on before it is made. */
function families(asked: readonly Asked[]): RuleFamily[] {
  const nothing = { promql: 'vector(0)' };
  return [
    ...ruleFamilies(caseSettings).map((family) => ({
      ...family,
      alerts: [],
      recordings: family.recordings.map((rule) => ({ ...rule, expr: nothing })),
    })),
    {
      name: 'panels',
      alerts: [],
      recordings: asked.map(({ expr }) => ({
        record: 'panel',
        by: [],
        unit: '',
        meaning: '',
        expr: { promql: `max_over_time((${expr})[1d:1m])` },
      })),
    },
  ];
}

/**
 * Of each metric no more label sets than a fleet of this size has: not every service has every span of every agent with
 * every model and tool.
 */
function bounded(series: readonly FleetSeries[]): FleetSeries[] {
  const setOf = ({ labels }: FleetSeries) => JSON.stringify({ ...labels, le: undefined });
  return [...Map.groupBy(series, ({ name }) => name).values()].flatMap((all) => {
    const sets = [...new Set(all.map(setOf))].toSorted((a, b) => shareOf(a) - shareOf(b));
    const kept = new Set(sets.slice(0, MOST_SETS));
    return all.filter((one) => kept.has(setOf(one)));
  });
}

const folder = mkdtempSync(join(tmpdir(), 'observatory-panels-bench-'));
let server: ChildProcess | undefined;
try {
  await measure();
} finally {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function measure(): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const asked = questions(now);
  const all = families(asked);
  const read = new Set(asked.flatMap(({ expr }) => parseExpression(expr).metrics));
  // Several rules may make one series.
  const past = [
    ...new Map(
      pastSeries(all, bounded(fleetSeries(read)), now - 2 * DAY_S, SCRAPE_S).map((one) => [
        one.selector,
        one,
      ]),
    ).values(),
  ];
  const samples = await writeBlocks(past, now, folder, join(folder, 'data'), BLOCK_S);
  const url = await start();

  const taken = new Map<string, number[]>();
  const empty = new Set<string>();
  // Once for the page cache, which a Prometheus in use has.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { name, expr, instant } of asked) {
      const { ms, series } = await ask(url, expr, instant, now);
      if (series === 0) empty.add(name);
      if (round >= 0) taken.set(name, [...(taken.get(name) ?? []), ms]);
    }
  }
  const medians = [...taken]
    .map(([name, times]) => ({
      name,
      ms: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
    }))
    .toSorted((a, b) => b.ms - a.ms);
  const p95 = medians[Math.floor(medians.length * 0.05)]?.ms ?? 0;
  const verdict = p95 <= TARGET_MS ? 'met' : 'MISSED';
  console.log(
    [
      `panels: ${asked.length} questions over a day of ${AGENTS} agents × ${MODELS} models, scraped every ${SCRAPE_S} s, a point each ${STEP_S} s`,
      `  ${past.length} series with ${(samples / 1e6).toFixed(1)} million samples in blocks; median of ${ROUNDS} rounds`,
      `  half of the questions take at most ${medians[Math.floor(medians.length / 2)]?.ms.toFixed(0)} ms, 95 % at most ${p95.toFixed(0)} ms (target: ${TARGET_MS} ms: ${verdict})`,
      '  the slowest',
      ...medians.slice(0, 15).map(({ name, ms }) => `    ${ms.toFixed(0).padStart(6)} ms  ${name}`),
      `  without an answer here: ${empty.size}`,
      ...[...empty].map((name) => `    ${name}`),
    ].join('\n'),
  );
  if (verdict === 'MISSED' && process.env.BENCH_STRICT === '1') process.exitCode = 1;
}

async function start(): Promise<string> {
  const port = await freePort();
  writeFileSync(join(folder, 'prometheus.yml'), '{}');
  server = spawn(
    serverBinary('prometheus', 'prometheus'),
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=60d',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (!(await fetch(`${url}/-/ready`)).ok) throw new Error('Prometheus is not ready');
  }, 90_000);
  return url;
}

async function ask(url: string, query: string, instant: boolean, now: number) {
  const began = performance.now();
  const response = await fetch(`${url}/api/v1/${instant ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams(
      instant
        ? { query, time: String(now) }
        : { query, start: String(now - DAY_S), end: String(now), step: String(STEP_S) },
    ),
  });
  const answer = (await response.json()) as { error?: string; data?: { result: unknown[] } };
  if (answer.data === undefined) throw new Error(`${query}: ${answer.error}`);
  return { ms: performance.now() - began, series: answer.data.result.length };
}
