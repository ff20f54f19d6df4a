import { type ChildProcess, execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { FastStack } from '../support/fast-stack.ts';

const run = promisify(execFile);
/** Seconds of healthy fleet; 72 are an hour of the rules' own time (accelerate.ts). */
const HEALTHY_S = Number(process.env.HEALTHY_S ?? 72);
/** Nothing goes wrong but what a test brings about. */
const HEALTHY = ['--failures', '0', '--stuck', '0', '--retries', '0'] as const;
const TOLD_MS = 180_000;

type Labels = Readonly<Record<string, string>>;

/** What the machine and the servers do at their own pace, which no test compresses. */
function isOfTheMachine({ alertname = '', mountpoint, job }: Labels): boolean {
  // The machine and its disks are busy with other tests; Loki compacts every ten minutes; and who ends with his test is
  // missed after an hour of 46 seconds.
  return (
    /^(Host\w+|HighCpu|HighMemory|EventLoopSlow|ScrapeSlow|PrometheusRulesLate|LokiRetentionStopped|RunsStopped)$/.test(
      alertname,
    ) ||
    (alertname === 'DiskFillsUp' && !mountpoint?.startsWith(small)) ||
    // A scrape has a second here: on a busy machine servers miss some. The collector is the one that a test stops.
    (/^Server(Down|Flaps)$/.test(alertname) && job !== 'collector')
  );
}

let fast: FastStack;
let small: string;
/** An agent that has a past, and becomes slow in the end. */
let steady: ChildProcess;

const other = (shape: string) =>
  fast.start('test/real/programs/other-agents.mjs', [shape, `${fast.stack.url('otlpHttp')}/v1/traces`]);

beforeAll(async () => {
  small = await mkdtemp(join(tmpdir(), 'observatory-small-'));
  fast = await FastStack.up({
    alerts: {
      budgets: { day: 30 },
      thresholds: { stuck: '45s', events: 1e9, slowExecution: '10s' },
    },
    hub: {
      heartbeatTimeout: '10s',
      responseTimeThreshold: '1h',
      pricesFile: resolve(import.meta.dirname, '../../examples/agents/prices.yaml'),
    },
  });
  steady = other('steady');
}, 300_000);
afterAll(async () => {
  await run('umount', [join(small, 'disk')]).catch(() => {});
  await fast?.remove();
  await rm(small, { recursive: true, force: true });
});

/** An alert and what it is about, as a test writes it: `AgentFailing clerk`. */
function named({
  alertname,
  severity: _,
  slo: __,
  job,
  instance: ___,
  error_type: ____,
  ...subject
}: Labels): string {
  const about = Object.values(subject).filter((value) => value !== '');
  return [alertname, ...(alertname === 'ServerDown' ? [job] : about)].join(' ');
}

/** What the team was told since the notices were cleared: each alert as often as a notice had it new, `✓` for resolved. */
function told(): string[] {
  const told: string[] = [];
  const firing = new Set<string>();
  for (const { labels, status } of fast.notices.notices('/team').flatMap(({ alerts }) => alerts)) {
    if (isOfTheMachine(labels)) continue;
    const name = named(labels);
    // A notice repeats what its group still has.
    if (status === 'firing' ? !firing.has(name) : firing.has(name))
      told.push(status === 'firing' ? name : `${name} ✓`);
    if (status === 'firing') firing.add(name);
    else firing.delete(name);
  }
  return told.sort();
}

/** The same by name alone, each once. */
const alertsTold = () => [...new Set(told().map((name) => name.replace(/ .*?( ✓)?$/, '$1')))].sort();

/** What fires within these seconds, whether anybody is told or not. */
async function firing(seconds: number): Promise<string[]> {
  const fired = new Set<string>();
  const endMs = Date.now() + seconds * 1000;
  await eventually(
    async () => {
      for (const labels of await fast.firing()) if (!isOfTheMachine(labels)) fired.add(named(labels));
      if (Date.now() < endMs) throw new Error('still watching');
    },
    seconds * 1000 + 60_000,
    1000,
  );
  return [...fired].sort();
}

/**
 * While the fault lasts people are told once of each of these alerts, and of no other; when it is over, once that each
 * has resolved, and still of no other. `end` ends the fault, however the test goes.
 */
async function toldOnceOf(alerts: readonly string[], end: () => Promise<unknown>): Promise<void> {
  const expected = alerts.toSorted();
  try {
    await eventually(() => expect(told()).toEqual(expected), TOLD_MS, 500);
    // A second one of the same cause would come within these seconds: rules are evaluated and told each few seconds.
    await firing(10);
    expect(told()).toEqual(expected);
  } finally {
    await end();
  }
  const both = alerts.flatMap((alert) => [alert, `${alert} ✓`]).sort();
  await eventually(() => expect(told()).toEqual(both), TOLD_MS, 500);
}

test(
  'An hour of healthy fleet fires Watchdog and nothing else, and nobody is told',
  async () => {
    const fleet = fast.fleet(...HEALTHY);
    const fired = await firing(HEALTHY_S);
    await fast.end(fleet);
    expect(fired).toEqual(['Watchdog']);
    expect(told()).toEqual([]);
  },
  HEALTHY_S * 1000 + 120_000,
);

test('A process that crashes', async () => {
  fast.notices.clear();
  const fleet = fast.fleet(...HEALTHY, '--speed', '0.3', '--rate', '20');
  await firing(15);
  await fast.end(fleet, 'SIGKILL');
  // Which runs were under way is chance; that they are given up is told, and nothing else.
  await eventually(() => expect(alertsTold()).toEqual(['RunsAbandoned']), TOLD_MS, 500);
  await eventually(() => expect(alertsTold()).toEqual(['RunsAbandoned', 'RunsAbandoned ✓']), TOLD_MS, 500);
}, 600_000);

test('Of each fault of agents one notice and one resolution: of the fleet, and of services that know nothing of us', async () => {
  fast.notices.clear();
  const running = [
    other('plain'),
    other('openllmetry'),
    // Few at once: calls that are under way when the fleet is ended fail.
    fast.fleet(...HEALTHY, '--rate', '60', '--failures', '0.9', '--fault', 'tool_refuses'),
  ];
  await toldOnceOf(
    [
      'DailyBudgetBurnsFast',
      'DailyBudgetSpent',
      'RunSuccessBudgetBurnsFast code-review staging',
      'RunSuccessBudgetBurnsFast llmetry-clerk',
      'RunSuccessBudgetBurnsFast plain-clerk',
      'UnpricedModel made-up-1 made_up',
    ],
    () => Promise.all(running.map((one) => fast.end(one))),
  );
}, 600_000);

test('A run that is stuck', async () => {
  fast.notices.clear();
  const fleet = fast.fleet(...HEALTHY, '--rate', '30', '--stuck', '1');
  await toldOnceOf(['RunStuck code-review staging'], () => fast.end(fleet));
}, 600_000);

test('An agent that becomes slow', async () => {
  fast.notices.clear();
  steady.kill('SIGUSR2');
  await toldOnceOf(['AgentSlow steady-clerk'], async () => {
    steady.kill('SIGUSR2');
  });
}, 600_000);

test.runIf(process.getuid?.() === 0)(
  'A small disk that fills',
  async () => {
    fast.notices.clear();
    const image = join(small, 'image');
    const disk = join(small, 'disk');
    await writeFile(image, '');
    await truncate(image, 64 * 2 ** 20);
    await run('mkfs.ext4', ['-q', image]);
    await mkdir(disk);
    await run('mount', ['-o', 'loop', image, disk]);
    // Half a mebibyte each half second, until nine tenths are full.
    let steps = 0;
    const filling = setInterval(() => {
      if (steps++ < 104) void appendFile(join(disk, 'log'), Buffer.alloc(2 ** 19));
    }, 500);
    await toldOnceOf([`DiskFillsUp ${hostname()} ${disk}`], async () => {
      clearInterval(filling);
      await rm(join(disk, 'log'));
    });
  },
  600_000,
);

test('A collector that hangs: one notice, though nothing arrives any more', async () => {
  fast.notices.clear();
  // `steady` goes on; a fleet's runs would miss their heartbeats and be told of as abandoned afterwards.
  fast.stack.signal('collector', 'SIGSTOP');
  await toldOnceOf(['ServerDown collector'], async () => {
    fast.stack.signal('collector', 'SIGCONT');
  });
}, 600_000);
