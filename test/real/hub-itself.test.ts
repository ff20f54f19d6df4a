import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, listed, type Schemas } from '../support/api.ts';
import { ensureBuilt } from '../support/built.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess, type HubReady, hubProgram } from '../support/hub-process.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { postgresProcesses } from '../support/postgres-processes.ts';
import { newSpanId, newTraceId, sendSpans } from '../support/send.ts';

/** What tells of itself sends within a second; this is long enough for several rounds of telemetry about telemetry. */
const SETTLED_MS = 5000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function startHub(
  env: Record<string, string>,
  main: string = hubProgram.source,
): Promise<{ program: HubProcess; hub: HubReady }> {
  const port = env.PORT ?? String(await freePort());
  const program = new HubProcess(
    {
      PORT: port,
      OBSERVATORY_OTLP_HTTP_PORT: 'off',
      OBSERVATORY_OTLP_GRPC_PORT: 'off',
      OBSERVATORY_DATA_DIR: newDataDir(),
      // All of it: a share would hide a loop.
      OBSERVATORY_SELF_RATIO: '1',
      ...env,
    },
    main,
  );
  return { program, hub: await program.ready };
}

/** Spans stored so far, those of others included. */
async function storedSpans(hub: HubReady): Promise<number> {
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  const sample = parseExposition(text).find(
    ({ name, labels }) => name === 'observatory_ingested_total' && labels.signal === 'traces',
  );
  return sample?.value ?? 0;
}

/** One round of load: requests with a run of an agent each, and questions. Resolves with how many requests. */
async function load(hub: HubReady, runs: number): Promise<void> {
  for (let at = 0; at < runs; at += 1) {
    const run = new AgentRun({ name: 'loaded' });
    await sendSpans(hub, [run.span()]);
    await get(hub, '/api/v1/executions?limit=5');
    await sleep(20);
  }
}

describe('a hub that tells of itself', () => {
  let sink: OtlpSink;
  let program: HubProcess;
  let hub: HubReady;
  const dataDir = newDataDir();
  beforeAll(async () => {
    sink = await OtlpSink.open('http');
    ({ program, hub } = await startHub({
      LOG_LEVEL: 'info',
      OBSERVATORY_DATA_DIR: dataDir,
      OBSERVATORY_SELF_ENDPOINT: `http://${sink.address}`,
      OBSERVATORY_SELF_KEY: 'a-token-of-the-collector',
    }));
  });
  afterAll(async () => {
    await program.stop();
    await sink.go();
  });

  test('sends spans of requests by route, of what it stores and of its jobs, each with its queries', async () => {
    const run = new AgentRun({ name: 'seen' });
    await sendSpans(hub, [run.span()]);
    await eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ name: 'seen' }));
    const caller = { trace: newTraceId(), span: newSpanId() };
    await fetch(`${hub.url}/api/v1/executions/${run.id}?fields=`, {
      headers: { traceparent: `00-${caller.trace}-${caller.span}-01` },
    });
    const named = (name: string) => sink.spans.find((span) => span.name === name);
    await eventually(() => {
      expect(named('GET /api/v1/executions')?.attributes).toMatchObject({
        'http.request.method': 'GET',
        'http.route': '/api/v1/executions',
        'http.response.status_code': 200,
      });
      expect(named('ingest traces')?.attributes).toMatchObject({ 'observatory.hub.records': 1 });
      expect(named('job fold')?.attributes).toMatchObject({ 'observatory.hub.job': 'fold' });
    });
    const queriesOf = (name: string) =>
      sink.spans.filter((span) => span.traceId === named(name)?.traceId).map((span) => span.name);
    expect(queriesOf('GET /api/v1/executions')).toContain('SELECT');
    expect(queriesOf('job fold')).toEqual(expect.arrayContaining(['BEGIN', 'fold-claim', 'COMMIT']));
    expect(sink.spans.map(({ traceId }) => traceId)).not.toContain(caller.trace);
    // No text of a query, no path and no value that somebody asked with.
    expect(JSON.stringify(sink.spans)).not.toMatch(/db\.query\.text|fields=|FROM agent_executions/);
    expect(JSON.stringify(sink.spans)).not.toContain(run.id);
    expect([...sink.authorizations]).toEqual(['Bearer a-token-of-the-collector']);
    expect(sink.spans.every(({ resource }) => resource['service.name'] === 'observatory-hub')).toBe(true);
  });

  test('sends its log lines, with the trace of the request that they belong to', async () => {
    await eventually(() => expect(sink.logs.map(({ body }) => body)).toContain('hub is ready'));
    await eventually(
      async () => {
        // Once more where it was there again before it was asked for.
        for (const pid of postgresProcesses(dataDir)) process.kill(pid, 'SIGKILL');
        expect((await fetch(`${hub.url}/api/v1/executions`)).status).toBe(503);
      },
      60_000,
      1000,
    );
    await eventually(() => {
      const failed = sink.spans.find(({ attributes }) => attributes['error.type'] === '503');
      expect(failed?.name).toBe('GET /api/v1/executions');
      const lines = sink.logs.filter(({ body }) => body === 'request failed');
      expect(lines.map(({ traceId }) => traceId)).toContain(failed?.traceId);
    });
    await eventually(async () => expect((await fetch(`${hub.url}/ready`)).status).toBe(200), 90_000);
  });

  test('sends metrics of its process', async () => {
    await program.stop();
    const names = new Set(sink.metrics.map(({ name }) => name));
    expect([...names]).toEqual(expect.arrayContaining(['process.cpu.time', 'process.memory.usage']));
  });
});

test('a hub as it is built and shipped tells of itself too', async () => {
  ensureBuilt();
  const sink = await OtlpSink.open('http');
  const { program, hub } = await startHub(
    { LOG_LEVEL: 'info', OBSERVATORY_SELF_ENDPOINT: `http://${sink.address}` },
    hubProgram.built,
  );
  try {
    await get(hub, '/api/v1/executions');
    await eventually(() => {
      expect(sink.spans.map(({ name }) => name)).toContain('GET /api/v1/executions');
      expect(sink.logs.map(({ body }) => body)).toContain('hub is ready');
    });
    await program.stop();
    expect(sink.metrics.map(({ name }) => name)).toContain('process.memory.usage');
  } finally {
    await program.stop();
    await sink.go();
  }
});

describe('what hubs tell of themselves makes none of them tell more', () => {
  /** Spans that a hub tells to another, or to itself, under equal loads, and then without any. */
  async function measure(hub: HubReady, receiver: HubReady) {
    let sent = 0;
    let before = 0;
    const told = async (runs: number, waitMs = SETTLED_MS) => {
      await load(hub, runs);
      await sleep(waitMs);
      sent += hub === receiver ? runs : 0;
      const now = (await storedSpans(receiver)) - sent;
      const added = now - before;
      before = now;
      return added;
    };
    // The first requests load what later ones find.
    await told(10);
    return { first: await told(40), second: await told(40), idle: await told(0, 3 * SETTLED_MS) };
  }

  /** Jobs of the clock: health every ten seconds, rules and the sweep every fifteen, with their queries. */
  const OF_THE_CLOCK = 35;

  function expectBounded({ first, second, idle }: { first: number; second: number; idle: number }) {
    console.log(`spans about itself: ${first / 80}, then ${second / 80} a request, and ${idle} without any`);
    // One of 40 stored requests and 40 questions at least has one; none has more than its queries.
    expect(first).toBeGreaterThan(80);
    expect(first).toBeLessThan(80 * 15);
    expect(Math.abs(second - first)).toBeLessThan(0.35 * first + OF_THE_CLOCK);
    expect(idle).toBeLessThan(OF_THE_CLOCK);
  }

  test('where a hub sends to itself', async () => {
    const port = String(await freePort());
    const { program, hub } = await startHub({
      PORT: port,
      OBSERVATORY_SELF_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    try {
      expectBounded(await measure(hub, hub));
      const { agents } = await get<{ agents: { agent: string }[] }>(hub, '/api/v1/agents');
      expect(agents.map(({ agent }) => agent)).toEqual(['loaded']);
      const { executions } = await get<Schemas['ExecutionList']>(hub, '/api/v1/executions?limit=200');
      expect(new Set(executions.map(({ name }) => name))).toEqual(new Set(['loaded']));
    } finally {
      await program.stop();
    }
  });

  test('where two hubs send to each other', async () => {
    const [a, b] = [String(await freePort()), String(await freePort())];
    const [one, other] = await Promise.all([
      startHub({ PORT: a, OBSERVATORY_SELF_ENDPOINT: `http://127.0.0.1:${b}` }),
      startHub({ PORT: b, OBSERVATORY_SELF_ENDPOINT: `http://127.0.0.1:${a}` }),
    ]);
    try {
      expectBounded(await measure(one.hub, other.hub));
    } finally {
      await Promise.all([one.program.stop(), other.program.stop()]);
    }
  });
});
