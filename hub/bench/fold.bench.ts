import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { build, hubBuild, isBuilt } from '../../infra/start/build.ts';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { hubDatabase, hubRole } from '../src/postgres/create-cluster.ts';
import { copyInto } from '../src/store/copy-into.ts';
import { spanTable } from '../src/store/tables.ts';
import { agentRequests } from './agent-spans.ts';
import { cpuOf } from './cpu-of.ts';
import { batchesOf, foldStages } from './fold-stages.ts';

/**
 * Spans a second that are stored and queryable: acknowledged, and folded into executions, until nothing waits; beside COPY of
 * the rows of the same spans alone. The hub is on one core, PostgreSQL and the sender on the other. Then where a fold spends
 * its time.
 */
const SPANS = Number(process.env.SPANS ?? 100_000);
const OF_REQUEST = 512;
const SENDERS = 2;
const TARGET = 9_000;
const requests = Math.ceil(SPANS / OF_REQUEST);
const spans = requests * OF_REQUEST;

const pinned = availableParallelism() > 1 && process.platform === 'linux';
const pin = (pid: number, core: string) => {
  if (pinned) execFileSync('taskset', ['-apc', core, String(pid)], { stdio: 'ignore' });
};
const perSpan = (ms: number) => ((ms * 1000) / spans).toFixed(1);
const perSecond = (ms: number) => Math.round((spans * 1000) / ms);

const root = join(import.meta.dirname, '../..');
if (!isBuilt(hubBuild(root))) await build(hubBuild(root));
const folder = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
const hub = new HubProcess(
  {
    PORT: '0',
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: folder,
  },
  process.env.HUB_SOURCE ? hubProgram.source : hubProgram.built,
);
try {
  const { url, databasePid } = await hub.ready;
  pin(hub.child.pid ?? 0, '0');
  pin(databasePid, '1');
  pin(process.pid, '1');
  const client = new pg.Client({ host: join(folder, 'socket'), user: hubRole, database: hubDatabase });
  await client.connect();
  await client.query("SET TimeZone = 'UTC'");

  await sendAll(url, agentRequests(20, OF_REQUEST));
  await untilFolded(client);
  const copied = batchesOf(agentRequests(requests, OF_REQUEST));
  const copyMs = await timeOf(async () => {
    for (const { spans: lines } of copied)
      await copyInto(client, spanTable.name, spanTable.columns.split(','), lines);
  });
  const bodies = agentRequests(requests, OF_REQUEST);
  const pids = { hub: hub.child.pid ?? 0, PostgreSQL: databasePid };
  const before = cpuOf(pids);
  let acknowledgedMs = 0;
  const queryableMs = await timeOf(async () => {
    acknowledgedMs = await timeOf(() => sendAll(url, bodies));
    await untilFolded(client);
  });
  const cpu = Object.entries(cpuOf(pids)).map(([name, ms]) => `${name} ${perSpan(ms - (before[name] ?? 0))}`);
  await client.end();
  const rate = perSecond(queryableMs);
  console.log(
    [
      `stored and queryable, ${spans} agent spans in requests of ${OF_REQUEST}, ${SENDERS} senders (spans a second)`,
      `  acknowledged        ${perSecond(acknowledgedMs)}`,
      `  and folded          ${rate}   (target: at least ${TARGET})`,
      `  COPY of spans       ${perSecond(copyMs)}   without executions and calls`,
      `  ratio               ${(rate / perSecond(copyMs)).toFixed(2)}`,
      `  CPU, microseconds a span: ${cpu.join(', ')}`,
    ].join('\n'),
  );
} finally {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
}
pin(process.pid, '0');
console.log(await foldStages(agentRequests(Math.ceil(requests / 4), OF_REQUEST), (pid) => pin(pid, '1')));

async function timeOf(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function sendAll(url: string, bodies: readonly Uint8Array[]): Promise<void> {
  const waiting = bodies.values();
  const send = async () => {
    for (const body of waiting) {
      const headers = { 'content-type': 'application/x-protobuf' };
      const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body: new Uint8Array(body) });
      if (answer.status !== 200) throw new Error(`the hub answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}

async function untilFolded(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ waits: boolean }>(
      'SELECT EXISTS (SELECT FROM fold_queue) AS waits',
    );
    if (rows[0]?.waits === false) return;
    await sleep(20);
  }
}
