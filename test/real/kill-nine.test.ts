import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { MemoryWatch } from '../support/memory-watch.ts';
import { type PlainSpan, tracesBody } from '../support/otlp-json.ts';
import { postgresProcesses } from '../support/postgres-processes.ts';

const KILLS = Number(process.env.KILLS ?? 10);
/** Half of what the hub may take in each profile: it goes on from what is stored, however often it is killed. */
const MOST_MB = 512;
const root = resolve(import.meta.dirname, '../..');
const started: { hub?: HubProcess; fleet?: ChildProcess; folder?: string } = {};

afterEach(async () => {
  started.fleet?.kill('SIGKILL');
  await started.hub?.stop();
  if (started.folder) rmSync(started.folder, { recursive: true, force: true });
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** A run of an agent with one inference, and an event of it. */
function oneRun(): { spans: PlainSpan[]; log: object; traceId: string; uid: string } {
  const traceId = hex(16);
  const root = hex(8);
  const now = Date.now();
  const uid = hex(12);
  const spans: PlainSpan[] = [
    {
      traceId,
      spanId: root,
      name: 'invoke_agent killed',
      startMs: now - 50,
      endMs: now,
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'killed' },
    },
    {
      traceId,
      spanId: hex(8),
      parentSpanId: root,
      name: 'chat',
      startMs: now - 40,
      endMs: now - 10,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4.1',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 10,
      },
    },
  ];
  const log = {
    timeUnixNano: `${now}000000`,
    severityNumber: 9,
    eventName: 'observatory.execution_end',
    body: { stringValue: 'killed ended' },
    traceId,
    spanId: root,
    attributes: [
      { key: 'log.record.uid', value: { stringValue: uid } },
      { key: 'observatory.execution.id', value: { stringValue: traceId + root } },
    ],
  };
  return { spans, log, traceId, uid };
}

async function isAcknowledged(url: string, body: unknown): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Sends until told to stop; what is not acknowledged is sent again, as OpenTelemetry's exporters do. */
async function sendUntil(url: string, stopped: () => boolean) {
  const traces = new Set<string>();
  const uids = new Set<string>();
  let resent = 0;
  while (!stopped()) {
    const runs = Array.from({ length: 10 }, oneRun);
    const requests: [string, unknown, () => void][] = [
      [
        '/v1/traces',
        tracesBody(
          'killed',
          runs.flatMap((run) => run.spans),
        ),
        () => runs.forEach((run) => void traces.add(run.traceId)),
      ],
      [
        '/v1/logs',
        { resourceLogs: [{ scopeLogs: [{ logRecords: runs.map((run) => run.log) }] }] },
        () => runs.forEach((run) => void uids.add(run.uid)),
      ],
    ];
    for (const [path, body, acknowledged] of requests) {
      while (!(await isAcknowledged(url + path, body))) {
        if (stopped()) return { traces, uids, resent };
        resent += 1;
        await pause(50);
      }
      acknowledged();
    }
  }
  return { traces, uids, resent };
}

/** Who is killed, in this order: one of them alone, or both. */
const ways = [['hub'], ['database'], ['hub', 'database'], ['database', 'hub']] as const;

/** SIGKILL to whom it names; resolves when the hub is gone or, where it is not to go, is ready again. */
async function strike(hub: HubProcess, folder: string, way: (typeof ways)[number]): Promise<void> {
  const { url } = await hub.ready;
  // Not the one that it said: that may have been killed before, and be another one by now.
  const pids = { hub: [hub.child.pid ?? 0], database: postgresProcesses(folder) };
  const exited = hub.child.exitCode === null ? once(hub.child, 'exit') : undefined;
  for (const name of way) for (const pid of pids[name]) killIfThere(pid);
  if ((way as readonly string[]).includes('hub')) await exited;
  else await eventually(async () => expect((await ask({ url }, '/ready')).status).toBe(200), 60_000, 100);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

test(
  `nothing acknowledged is lost or doubled when hub and database are killed ${KILLS} times`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'observatory-kill-'));
    started.folder = folder;
    const [port, http, grpc] = [await freePort(), await freePort(), await freePort()];
    const env = {
      PORT: String(port),
      OBSERVATORY_OTLP_HTTP_PORT: String(http),
      OBSERVATORY_OTLP_GRPC_PORT: String(grpc),
      OBSERVATORY_DATA_DIR: folder,
    };
    const startHub = async () => {
      const hub = new HubProcess(env);
      started.hub = hub;
      await hub.ready;
      return hub;
    };
    let hub = await startHub();
    started.fleet = spawn(
      process.execPath,
      [
        '--conditions=@observatory/source',
        resolve(root, 'examples/agents/src/main.ts'),
        '--quiet',
        '--rate',
        '300',
        '--speed',
        '4',
      ],
      {
        env: {
          ...process.env,
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${http}`,
          PROMETHEUS_PORT: String(await freePort()),
        },
        stdio: 'ignore',
      },
    );
    const memory = new MemoryWatch(() => hub.child.pid);
    const longestMs = new Map<string, number>();
    let stopped = false;
    const sender = sendUntil(`http://127.0.0.1:${port}`, () => stopped);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(300 + Math.random() * 1200);
      // Each as often as the others.
      const way = ways[kill % ways.length] ?? ways[0];
      const struckMs = performance.now();
      await strike(hub, folder, way);
      if (hub.child.signalCode !== null) hub = await startHub();
      const backMs = Math.round(performance.now() - struckMs);
      longestMs.set(way.join(', '), Math.max(backMs, longestMs.get(way.join(', ')) ?? 0));
    }
    await pause(500);
    stopped = true;
    const { traces, uids, resent } = await sender;
    started.fleet.kill('SIGTERM');
    await eventually(async () => {
      const { counts } = await get<Schemas['Status']>({ url: `http://127.0.0.1:${port}` }, '/status');
      expect(counts?.fold_queue).toBe(0);
    }, 60_000);
    memory.stop();
    await hub.stop();

    const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
    const client = new pg.Client(postgres.connection);
    await client.connect();
    const rows = async (sql: string) => (await client.query(sql)).rows;
    const found = await rows(
      "SELECT encode(trace_id, 'hex') AS id, count(*)::int AS spans FROM whole_spans WHERE name IN ('invoke_agent killed', 'chat') GROUP BY 1",
    );
    const spansOf = new Map(found.map((row) => [row.id, row.spans]));
    const events = new Set((await rows('SELECT id FROM observability_events')).map((row) => row.id));
    const executions = new Set(
      (await rows("SELECT encode(trace_id, 'hex') AS id FROM agent_executions WHERE name = 'killed'")).map(
        (row) => row.id,
      ),
    );
    const doubles = {
      spans: await rows('SELECT 1 FROM spans GROUP BY project, trace_id, span_id HAVING count(*) > 1'),
      events: await rows('SELECT 1 FROM observability_events GROUP BY project, id HAVING count(*) > 1'),
      executions: await rows('SELECT 1 FROM agent_executions GROUP BY project, id HAVING count(*) > 1'),
      logs: await rows('SELECT 1 FROM logs GROUP BY project, id HAVING count(*) > 1'),
    };
    const ofFleet = (await rows("SELECT count(*)::int AS n FROM agent_executions WHERE name <> 'killed'"))[0]
      ?.n;
    await client.end();
    await postgres.stop();

    console.log(
      `killed ${KILLS} times: ${traces.size} runs and ${uids.size} events acknowledged, ${resent} requests sent again, ${ofFleet} runs of the fleet beside them; a hub held ${memory.peakMb} MB at most; ready again after at most (ms) ${JSON.stringify(Object.fromEntries(longestMs))}`,
    );
    expect(traces.size).toBeGreaterThan(KILLS * 10);
    expect([...traces].filter((id) => spansOf.get(id) !== 2)).toEqual([]);
    expect([...uids].filter((id) => !events.has(id))).toEqual([]);
    expect([...traces].filter((id) => !executions.has(id))).toEqual([]);
    expect(doubles).toEqual({ spans: [], events: [], executions: [], logs: [] });
    expect(ofFleet).toBeGreaterThan(0);
    expect(memory.peakMb).toBeLessThan(MOST_MB);
  },
  240_000 + KILLS * 15_000,
);
