import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { serverBinary } from '../../infra/install/cache.ts';
import { eventually } from '../../test/support/eventually.ts';
import { freePort } from '../../test/support/free-port.ts';
import { parseExpression } from '../promql/parse.ts';
import { ruleFile } from '../rules/rule-file.ts';
import { ruleFamilies, ruleGroups } from '../rules/rules.ts';
import { caseSettings } from '../testing/settings.ts';
import { Evaluations, type Group } from './evaluations.ts';
import { AGENTS, fleetSeries, MODELS, selectorOf, TOOLS } from './fleet-series.ts';
import { pastSeries, writeBlocks } from './past.ts';

/**
 * What it costs Prometheus to evaluate every rule for a fleet of fifty agents, each with ten models and five tools: two
 * servers with the same past and the same scrapes, one with the rules and one without, side by side. The past is in
 * blocks: raw series as far back as rules read them, recorded series (made up) up to thirty days at their own interval.
 * MINUTES is how long both are measured: five, the longest interval of a group, or a multiple.
 */
const MINUTES = Number(process.env.MINUTES ?? 5);
const SCRAPE_S = 15;
const TARGET = 0.05;
/** Linux counts processor time of processes in hundredths of a second. */
const TICKS = 100;
const WARM_UP_MS = 45_000;

const families = ruleFamilies(caseSettings);
const rules = ruleFile(ruleGroups(caseSettings));
const read = new Set(
  families
    .flatMap(({ recordings, alerts }) => [...recordings, ...alerts])
    .flatMap(({ expr }) => parseExpression(expr.promql).metrics),
);
const fleet = fleetSeries(read);
const servers = [...new Set(fleet.map(({ from }) => from))];
const began = Math.floor(Date.now() / 1000) - 45 * 86_400;

const exporter = createServer((request, response) => {
  const seconds = Date.now() / 1000 - began;
  const from = request.url?.slice(1);
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(
    fleet
      .filter((one) => one.from === from)
      .map(({ name, labels, at }) => `${selectorOf(name, labels)} ${at(seconds)}\n`)
      .join(''),
  );
});

const folder = mkdtempSync(join(tmpdir(), 'observatory-rules-bench-'));
const children: ChildProcess[] = [];
try {
  await measure();
} finally {
  for (const child of children) child.kill('SIGKILL');
  exporter.close();
  exporter.closeAllConnections();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function measure(): Promise<void> {
  await new Promise<void>((done) => exporter.listen(0, '127.0.0.1', done));
  const past = pastSeries(families, fleet, began, SCRAPE_S);
  const samples = await writeBlocks(past, Math.floor(Date.now() / 1000), folder, join(folder, 'with'));
  cpSync(join(folder, 'with'), join(folder, 'without'), { recursive: true });
  const [withRules, without] = await Promise.all([start('with', rules), start('without', '')]);
  await sleep(WARM_UP_MS);

  const seen = new Evaluations();
  const from = [cpuSeconds(withRules.pid), cpuSeconds(without.pid)] as const;
  const startedMs = performance.now();
  let groups: readonly Group[] = [];
  while (performance.now() - startedMs < MINUTES * 60_000) {
    await sleep(SCRAPE_S * 500);
    groups = await groupsOf(withRules.url);
    seen.add(groups);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const all = (cpuSeconds(withRules.pid) - from[0]) / seconds;
  const idle = (cpuSeconds(without.pid) - from[1]) / seconds;
  const head = await Promise.all([seriesOf(withRules.url), seriesOf(without.url)]);

  const failed = groups.flatMap((group) => group.rules).filter(({ lastError = '' }) => lastError !== '');
  for (const { name, lastError } of failed) console.log(`FAILED ${name}: ${lastError}`);
  if (failed.length > 0) process.exitCode = 1;
  const firing = groups.flatMap((group) => group.rules).filter(({ state }) => state === 'firing');
  const figures = groups.map((group) => ({
    name: `${group.name} (${group.interval} s)`,
    share: seen.mean(group.name) / group.interval,
    rules: group.rules.map((rule, index) => ({
      name: `${rule.name}${rule.state === undefined ? Object.values(rule.labels ?? {}).map((value) => ` ${value.slice(0, 20)}`) : ''}`,
      share: seen.mean(`${group.name}/${index}`) / group.interval,
    })),
  }));
  const wall = figures.reduce((sum, { share }) => sum + share, 0);
  const cost = all - idle;
  const verdict = cost <= TARGET ? 'met' : 'MISSED';
  const dearest = (some: readonly { name: string; share: number }[]) =>
    some
      .toSorted((a, b) => b.share - a.share)
      .slice(0, 10)
      .map(({ name, share }) => `    ${percent(share).padStart(7)}  ${name}`);
  console.log(
    [
      `rules: ${AGENTS} agents × ${MODELS} models × ${TOOLS} tools, ${figures.length} groups, ${figures.flatMap((group) => group.rules).length} rules, ${(rules.length / 1024).toFixed(0)} KiB`,
      `  ${past.length} series with ${(samples / 1e6).toFixed(1)} million samples of the past; ${head[1]} series scraped every ${SCRAPE_S} s, ${head[0] - head[1]} more recorded`,
      `  processor, share of one core in ${(seconds / 60).toFixed(1)} min: with rules ${percent(all)}, without ${percent(idle)}`,
      `  rules: ${percent(cost)} (target: at most ${percent(TARGET)}: ${verdict})`,
      `  time by the clock that evaluations took, sum of duration / interval: ${percent(wall)}`,
      `  firing: ${firing.map(({ name }) => name).join(' ')}`,
      '  the ten dearest groups, by the clock',
      ...dearest(figures),
      '  the ten dearest rules, by the clock',
      ...dearest(figures.flatMap((group) => group.rules)),
    ].join('\n'),
  );
  if (verdict === 'MISSED' && process.env.BENCH_STRICT === '1') process.exitCode = 1;
}

async function start(name: string, ruleText: string): Promise<{ url: string; pid: number }> {
  const port = await freePort();
  const { port: exporterPort } = exporter.address() as AddressInfo;
  const target = `127.0.0.1:${exporterPort}`;
  writeFileSync(join(folder, `${name}.rules.yml`), ruleText === '' ? 'groups: []\n' : ruleText);
  writeFileSync(
    join(folder, `${name}.yml`),
    stringify({
      global: { scrape_interval: `${SCRAPE_S}s`, evaluation_interval: `${SCRAPE_S}s` },
      rule_files: [join(folder, `${name}.rules.yml`)],
      scrape_configs: [
        ...servers.map((job) => ({
          job_name: job,
          metrics_path: `/${job}`,
          static_configs: [{ targets: [target], labels: { instance: job } }],
        })),
        { job_name: 'prometheus', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
      ],
    }),
  );
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(
    serverBinary('prometheus', 'prometheus'),
    [
      `--config.file=${join(folder, `${name}.yml`)}`,
      `--storage.tsdb.path=${join(folder, name)}`,
      '--storage.tsdb.retention.time=60d',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', log, log] },
  );
  children.push(child);
  const url = `http://127.0.0.1:${port}`;
  await eventually(
    async () => {
      const { ok } = await fetch(`${url}/-/ready`);
      if (!ok) throw new Error(readFileSync(join(folder, `${name}.log`), 'utf8').slice(-2000));
    },
    90_000,
    200,
  );
  return { url, pid: child.pid ?? 0 };
}

async function groupsOf(url: string): Promise<readonly Group[]> {
  const answer = (await (await fetch(`${url}/api/v1/rules`)).json()) as { data: { groups: Group[] } };
  return answer.data.groups;
}

async function seriesOf(url: string): Promise<number> {
  const answer = (await (await fetch(`${url}/api/v1/status/tsdb`)).json()) as {
    data: { headStats: { numSeries: number } };
  };
  return answer.data.headStats.numSeries;
}

function cpuSeconds(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`;
}
