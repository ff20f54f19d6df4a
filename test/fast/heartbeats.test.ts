import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, detailOf, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import type { PlainRecord } from '../support/otlp-json.ts';
import { newSpanId, sendRecords } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Two hubs on one database that give a process two seconds, and an execution half an hour. */
const dataDir = newDataDir();
let server: EmbeddedPostgres;
let hub: TestHub;
let other: TestHub;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const host = encodeURIComponent(server.connection.host);
  const env = {
    DATABASE_URL: `postgres://observatory@/observatory?host=${host}`,
    OBSERVATORY_HEARTBEAT_TIMEOUT: '2',
  };
  [hub, other] = await Promise.all([startTestHub(env), startTestHub(env)]);
});
afterAll(async () => {
  await Promise.all([hub.remove(), other.remove()]);
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function heartbeat(entries: readonly string[], over: Partial<PlainRecord> = {}): PlainRecord {
  return {
    timeMs: Date.now(),
    eventName: 'observatory.heartbeat',
    body: 'alive',
    ...over,
    attributes: {
      'log.record.uid': newSpanId(),
      'observatory.heartbeat.executions': entries,
      ...over.attributes,
    },
  };
}
const entryOf = (run: AgentRun) => `${run.id}/${run.startMs * 1000}`;
const beat = (runs: readonly AgentRun[], to = hub) => sendRecords(to, [heartbeat(runs.map(entryOf))]);
/** Began long enough ago that its own events show nothing of its process now. */
const oldRun = () => new AgentRun({ startMs: Date.now() - 60_000 });
const isAbandoned = (run: AgentRun) =>
  eventually(async () =>
    expect(await listed(hub, run.id)).toMatchObject({ status: 'failed', error: { type: 'abandoned' } }),
  );
const isRunning = (run: AgentRun) =>
  eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ status: 'running' }));
/** Beats until the check passes or fails for good. */
async function beating(runs: readonly AgentRun[], seconds: number, to = hub): Promise<void> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    await beat(runs, to);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

describe.concurrent('an execution whose process sent heartbeats', () => {
  test('runs while these come, also by another hub, and is abandoned when they end', {
    timeout: 40_000,
  }, async () => {
    const run = oldRun();
    await sendRecords(hub, [run.start()]);
    await beating([run], 3);
    await beating([run], 3, other);
    expect(await listed(hub, run.id)).toMatchObject({ status: 'running' });
    await isAbandoned(run);
    const { execution } = await detailOf(hub, run.id);
    expect(execution.error?.message).toContain('process has been silent for more than 2 s');
    expect(Date.parse(execution.ended_at ?? '')).toBeGreaterThan(run.startMs + 60_000);
  });

  test('is known by one that came before its start', { timeout: 40_000 }, async () => {
    const run = oldRun();
    await beat([run]);
    await sendRecords(hub, [run.start()]);
    await isAbandoned(run);
  });

  test('is not abandoned where it was never heard', { timeout: 40_000 }, async () => {
    const [silent, heard] = [oldRun(), oldRun()];
    await sendRecords(hub, [silent.start(), heard.start()]);
    await beat([heard]);
    await isAbandoned(heard);
    expect(await listed(hub, silent.id)).toMatchObject({ status: 'running' });
  });

  test('runs again when it is heard again, and its late end corrects it', { timeout: 40_000 }, async () => {
    const run = oldRun();
    await sendRecords(hub, [run.start()]);
    await beat([run]);
    await isAbandoned(run);
    await beat([run], other);
    await isRunning(run);
    await isAbandoned(run);
    await sendRecords(hub, [run.end()]);
    await eventually(async () =>
      expect(await listed(hub, run.id)).toMatchObject({
        status: 'completed',
        error: null,
        duration_ms: 2000,
      }),
    );
  });

  test('is heard though the clock of its process is wrong by an hour', { timeout: 40_000 }, async () => {
    const run = oldRun();
    await sendRecords(hub, [run.start()]);
    const until = Date.now() + 4000;
    while (Date.now() < until) {
      await sendRecords(hub, [heartbeat([entryOf(run)], { timeMs: Date.now() - 3_600_000 })]);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(await listed(hub, run.id)).toMatchObject({ status: 'running' });
  });

  test('keeps it over folds and a name given as attribute', { timeout: 40_000 }, async () => {
    const run = oldRun();
    const { eventName: _, ...unnamed } = heartbeat([entryOf(run)], {
      attributes: { 'event.name': 'observatory.heartbeat' },
    });
    await sendRecords(hub, [unnamed]);
    await sendRecords(hub, [run.start()]);
    const step = { ...run.event('step_start', { atMs: run.startMs + 10 }), spanId: newSpanId() };
    await sendRecords(hub, [step]);
    await isAbandoned(run);
  });
});

describe('heartbeats', () => {
  test('are neither log lines nor events', async () => {
    const run = oldRun();
    await sendRecords(hub, [heartbeat([entryOf(run)], { traceId: run.traceId, spanId: run.spanId })]);
    await sendRecords(hub, [run.start()]);
    const detail = await detailOf(hub, run.id);
    expect([detail.logs, detail.events.map(({ type }) => type)]).toEqual([[], ['execution_start']]);
    expect((await get<Schemas['Status']>(hub, '/status')).counts?.logs).toBe(0);
  });

  test('of any form are taken, and what is none is left out and counted', async () => {
    const before = await junkCount();
    const run = oldRun();
    const { attributes: _, ...bare } = heartbeat([]);
    await sendRecords(hub, [
      heartbeat([entryOf(run), 'nonsense', `${run.id}/later`, '']),
      heartbeat([], { attributes: { 'observatory.heartbeat.executions': 'no list' } }),
      bare,
    ]);
    expect((await junkCount()) - before).toBe(5);
    const rows = await queryStore<{ n: number }>(
      { dataDir },
      'SELECT count(*)::int AS n FROM execution_heartbeats WHERE trace_id = decode($1, $2)',
      [run.traceId, 'hex'],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('of many executions at once, from many processes, are one row each', async () => {
    const runs = Array.from({ length: 1200 }, () => oldRun());
    const records = [runs.slice(0, 500), runs.slice(500, 1000), runs.slice(1000)].map((some) =>
      heartbeat(some.map(entryOf)),
    );
    await Promise.all([1, 2, 3, 4].flatMap(() => [sendRecords(hub, records), sendRecords(other, records)]));
    const rows = await queryStore<{ n: number }>(
      { dataDir },
      `SELECT count(*)::int AS n FROM execution_heartbeats WHERE encode(trace_id, 'hex') = ANY($1)`,
      [runs.map((run) => run.traceId)],
    );
    expect(rows).toEqual([{ n: 1200 }]);
  });
});

async function junkCount(): Promise<number> {
  const samples = parseExposition(String((await ask(hub, '/metrics')).body));
  return (
    samples.find(
      ({ name, labels }) =>
        name === 'observatory_rejected_total' &&
        labels.reason === 'invalid_heartbeat' &&
        labels.signal === 'logs',
    )?.value ?? 0
  );
}

test('a hub that was away gives processes their time to be heard again', { timeout: 40_000 }, async () => {
  let own = await startTestHub({ OBSERVATORY_HEARTBEAT_TIMEOUT: '4' });
  try {
    const run = oldRun();
    await sendRecords(own, [run.start()]);
    await beat([run], own);
    await eventually(async () => expect(await listed(own, run.id)).toMatchObject({ status: 'running' }));
    await own.close();
    // Its heartbeats of this time are lost.
    await new Promise((resolve) => setTimeout(resolve, 4500));
    own = await startTestHub({ OBSERVATORY_HEARTBEAT_TIMEOUT: '4' }, own.dataDir);
    expect(await listed(own, run.id)).toMatchObject({ status: 'running' });
    // No counter of this hub ever saw it fail before it was silent for its time.
    await beat([run], own);
    await eventually(async () => expect(await listed(own, run.id)).toMatchObject({ status: 'failed' }));
    const samples = parseExposition(String((await ask(own, '/metrics')).body));
    const failed = samples.find(({ name }) => name === 'observatory_run_errors_total');
    expect([failed?.labels.error_type, failed?.value]).toEqual(['abandoned', 1]);
  } finally {
    await own.remove();
  }
});
