import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, hubBuild, isBuilt } from '../../infra/start/build.ts';
import { AgentRun } from '../../test/support/agent-run.ts';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { sendRecords } from '../../test/support/send.ts';
import { medianOf } from './figures.ts';
import { LiveReader, type LiveWish } from './live-reader.ts';

/**
 * From the moment an event is sent until a subscriber has read it, with 1,000 subscribers at 200 events a second: half by
 * server-sent events, half by WebSocket, a fifth with a filter. In turns with 100 further ones that never read. The hub
 * runs on one core, sender and subscribers on the other; PostgreSQL may use both.
 */
const SUBSCRIBERS = Number(process.env.SUBSCRIBERS ?? 1000);
const STALLED = 100;
const EVENTS_PER_SECOND = 200;
const REQUESTS_PER_SECOND = 20;
const SECONDS = Number(process.env.SECONDS ?? 15);
const ROUNDS = Number(process.env.ROUNDS ?? 2);

const root = join(import.meta.dirname, '../..');
if (!isBuilt(hubBuild(root))) await build(hubBuild(root));
const folder = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
const pin = (pid: number, cores: string) => {
  if (availableParallelism() > 1 && process.platform === 'linux')
    execFileSync('taskset', ['-apc', cores, String(pid)], { stdio: 'ignore' });
};

const runs = Array.from({ length: 10 }, (_, at) => new AgentRun({ name: `agent-${at}` }));
const wishes: LiveWish[] = [
  { types: ['tool_call'] },
  { severities: ['error', 'fatal'] },
  { agents: ['agent-1', 'agent-2'] },
  { text: 'needle agent-3' },
];
const wishOf = (at: number): LiveWish =>
  at % 5 === 4
    ? at % 25 === 4
      ? { executionId: runs[at % 10]?.id ?? '' }
      : (wishes[Math.floor(at / 5) % wishes.length] ?? {})
    : {};

const hub = new HubProcess(
  {
    PORT: '0',
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: folder,
  },
  hubProgram.built,
);
try {
  const { url } = await hub.ready;
  const pid = hub.child.pid ?? 0;
  pin(pid, '0');
  pin(process.pid, '1');
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  const cpuSeconds = () => {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const show = (what: string, text: string) => console.log(`  ${what.padEnd(34)} ${text}`);
  console.log(
    `live events: ${SUBSCRIBERS} subscribers, ${EVENTS_PER_SECOND} events a second, ${SECONDS} s a turn (load average before: ${loadavg()[0]?.toFixed(1)})`,
  );
  // A history for those who come back and do not read.
  for (let at = 0; at < 20; at += 1) await sendRecords({ url }, batchOf(200));
  show('memory of the hub at rest', `${memory().toFixed(0)} MB`);

  const readers = await openAll(url, SUBSCRIBERS, (at) => ({ wish: wishOf(at), reads: true }));
  show('with its subscribers', `${memory().toFixed(0)} MB`);
  const p99s: Record<'alone' | 'stalled', number[]> = { alone: [], stalled: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const kind of ['alone', 'stalled'] as const) {
      if (round === 0 && kind === 'stalled') continue;
      const stalled =
        kind === 'stalled'
          ? await openAll(url, STALLED, (at) => ({ wish: at % 2 ? {} : { cursor: '0' }, reads: false }))
          : [];
      const cpuBefore = cpuSeconds();
      const figures = await turn(url, readers);
      const cpu = (100 * (cpuSeconds() - cpuBefore)) / SECONDS;
      for (const one of stalled) one.close();
      if (round === 0) continue; // warm-up
      p99s[kind].push(figures.p99);
      show(
        `round ${round}, ${kind === 'alone' ? 'all read' : `and ${STALLED} that do not`}`,
        `p50 ${figures.p50.toFixed(0)} ms, p99 ${figures.p99.toFixed(0)} ms, largest ${figures.max.toFixed(0)} ms; ${figures.read} of ${figures.expected} read; hub ${memory().toFixed(0)} MB, ${cpu.toFixed(0)} % of a core`,
      );
    }
  }
  const [alone, stalled] = [medianOf(p99s.alone), medianOf(p99s.stalled)];
  show('p99, all read', `${alone.toFixed(0)} ms   (target: below 250 ms)`);
  show(`p99 with ${STALLED} that do not`, `${stalled.toFixed(0)} ms, ratio ${(stalled / alone).toFixed(2)}`);
  show('load average', loadavg()[0]?.toFixed(1) ?? '');
  if (alone >= 250 && process.env.BENCH_STRICT === '1') process.exitCode = 1;
  for (const reader of readers) reader.close();
} finally {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function openAll(
  url: string,
  count: number,
  optionsOf: (at: number) => { wish: LiveWish; reads: boolean },
): Promise<LiveReader[]> {
  const readers: LiveReader[] = [];
  for (let at = 0; at < count; at += 50) {
    const opening = Array.from({ length: Math.min(50, count - at) }, (_, offset) => {
      const { wish, reads } = optionsOf(at + offset);
      return LiveReader.open(url, (at + offset) % 2 === 0 ? 'sse' : 'webSocket', wish, reads);
    });
    readers.push(...(await Promise.all(opening)));
  }
  return readers;
}

/** Events of several agents; one in twenty a fault, one in ten a call of a tool. */
function batchOf(count: number) {
  return Array.from({ length: count }, (_, at) => {
    const run = runs[at % runs.length];
    if (run === undefined) throw new Error('no run');
    const event = run.event(at % 10 === 7 ? 'tool_call' : 'log', {
      atMs: Date.now(),
      severity: at % 20 === 3 ? 17 : 9,
      attributes: {
        'user.id': 'user-17',
        'session.id': 'session-3',
        region: 'eu-central-1',
        note: 'a needle',
      },
    });
    return { ...event, body: `sent=${LiveReader.now().toFixed(1)};` };
  });
}

/** Sends for some seconds at an even rate, and gives how long events took to their readers. */
async function turn(url: string, readers: readonly LiveReader[]) {
  for (const reader of readers) reader.begin();
  const perRequest = EVENTS_PER_SECOND / REQUESTS_PER_SECOND;
  const startedMs = performance.now();
  const sending: Promise<void>[] = [];
  for (let request = 0; request < SECONDS * REQUESTS_PER_SECOND; request += 1) {
    const dueMs = startedMs + (request * 1000) / REQUESTS_PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    sending.push(sendRecords({ url }, batchOf(perRequest)));
  }
  await Promise.all(sending);
  const sent = sending.length * perRequest;
  const everything = readers.filter((_, at) => at % 5 !== 4);
  const deadline = performance.now() + 10_000;
  const read = () => everything.reduce((sum, reader) => sum + reader.count, 0);
  while (read() < sent * everything.length && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const latencies = LiveReader.merge(readers);
  return { ...latencies, read: read(), expected: sent * everything.length };
}
