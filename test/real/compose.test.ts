import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask } from '../support/api.ts';
import { docker, dockerLines, whyNoDocker } from '../support/docker.ts';
import { ComposeStack, type Inspected, inspect } from '../support/docker-compose-stack.ts';
import { eventually } from '../support/eventually.ts';
import { metricsBody, nanos, postJson } from '../support/otlp-json.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';

const why = await whyNoDocker();
if (why !== null) process.stdout.write(`compose.test.ts is skipped: ${why}.\n`);

describe.skipIf(why !== null)('the generated compose file', () => {
  let stack: ComposeStack;
  const run = new AgentRun({ name: 'compose-planner' });
  const WORK = 'compose_test_work';

  beforeAll(async () => {
    stack = await ComposeStack.create();
    process.stdout.write(
      `compose.test.ts leaves out ${stack.leftOut.join(', ')}: no image can be had here.\n`,
    );
    await stack.up();
    await ready();
  });

  afterAll(async () => {
    await stack?.destroy();
  });

  /** Loki, Jaeger and the collectors have no program that could ask; they are asked from outside. */
  async function ready(): Promise<void> {
    await eventually(() => answers(`${stack.url('loki')}/ready`), 120_000, 500);
    await eventually(() => answers(`${stack.url('jaeger')}/`), 90_000, 500);
    const send = async () => {
      const { status } = await fetch(`${stack.url('otlpHttp')}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans: [] }),
        signal: AbortSignal.timeout(5000),
      });
      expect(status).toBe(200);
    };
    await eventually(send, 90_000, 500);
  }

  async function answers(url: string): Promise<void> {
    // Docker's proxy can hold a connection that it took before the server listened.
    expect((await fetch(url, { signal: AbortSignal.timeout(5000) })).status).toBe(200);
  }

  async function containers(): Promise<Map<string, Inspected>> {
    const ids = await dockerLines(
      'ps',
      '--quiet',
      '--filter',
      `label=com.docker.compose.project=${stack.name}`,
    );
    if (ids.length === 0) return new Map();
    const all = (await inspect(ids)).map((one) => [one.Name, one] as const);
    return new Map(all.sort());
  }

  async function jsonOf(url: string, headers: Record<string, string> = {}): Promise<unknown> {
    const { status, body } = await ask({ url }, '', headers);
    expect(status).toBe(200);
    return body;
  }

  /** Names of the spans of a trace in Jaeger. */
  async function spansInJaeger(traceId: string): Promise<string[]> {
    const found = (await jsonOf(`${stack.url('jaeger')}/api/traces/${traceId}`)) as {
      data: { spans: { operationName: string }[] }[];
    };
    return found.data.flatMap(({ spans }) => spans.map(({ operationName }) => operationName)).sort();
  }

  async function linesInLoki(traceId: string): Promise<string[]> {
    const query = encodeURIComponent(`{service_name="shop"} | trace_id="${traceId}"`);
    const found = (await jsonOf(`${stack.url('loki')}/loki/api/v1/query_range?query=${query}&since=1h`)) as {
      data: { result: { values: [string, string][] }[] };
    };
    return found.data.result.flatMap(({ values }) => values.map(([, line]) => line));
  }

  async function valuesInPrometheus(query: string): Promise<number[]> {
    const found = (await jsonOf(
      `${stack.url('prometheus')}/api/v1/query?query=${encodeURIComponent(query)}`,
    )) as { data: { result: { value: [number, string] }[] } };
    return found.data.result.map(({ value }) => Number(value[1]));
  }

  async function statusInHub(): Promise<unknown> {
    const authorization = `Bearer ${await stack.secret('hub-api-key')}`;
    const found = (await jsonOf(`${stack.url('hub')}/api/v1/executions/${run.id}`, { authorization })) as {
      execution: { status: string };
    };
    return found.execution.status;
  }

  async function everythingIsFound(): Promise<void> {
    await eventually(
      async () => expect(await spansInJaeger(run.traceId)).toEqual(['chat', 'invoke_agent compose-planner']),
      90_000,
      500,
    );
    await eventually(
      async () => expect(await linesInLoki(run.traceId)).toContain('booked a table'),
      90_000,
      500,
    );
    await eventually(
      async () => expect(await valuesInPrometheus(`max_over_time(${WORK}[1h])`)).toContain(7),
      90_000,
      500,
    );
    await eventually(async () => expect(await statusInHub()).toBe('completed'), 90_000, 500);
  }

  test('has every server that can be asked healthy', async () => {
    const health = [...(await containers()).values()].map(({ Config, State }) => [
      Config.Labels['com.docker.compose.service'],
      State.Health?.Status ?? 'not asked',
    ]);
    expect(Object.fromEntries(health)).toEqual({
      agent: 'not asked',
      alertmanager: 'healthy',
      collector: 'not asked',
      hub: 'healthy',
      jaeger: 'not asked',
      loki: 'not asked',
      prometheus: 'healthy',
    });
  });

  test('brings what is sent to the published ports to every store', async () => {
    const target = { url: stack.url('otlpHttp') };
    // As every sender does, again while the stack answers 503: here it is still busy with its start.
    const send = (once: () => Promise<void>) => eventually(once, 60_000, 1000);
    const spans = [run.span(), run.chat()];
    await send(() => sendSpans(target, spans));
    const line = { timeMs: Date.now(), body: 'booked a table', traceId: run.traceId, spanId: run.spanId };
    const records = [run.start(), run.end(), line];
    await send(() => sendRecords(target, records));
    const now = nanos(Date.now());
    const gauge = { name: WORK, gauge: { dataPoints: [{ timeUnixNano: now, asDouble: 7 }] } };
    await send(async () => {
      const { status } = await postJson(`${target.url}/v1/metrics`, metricsBody('shop', [gauge]));
      expect(status).toBe(200);
    });
    await everythingIsFound();
  });

  test('makes span metrics of what it has seen', async () => {
    await eventually(
      async () => {
        const [calls] = await valuesInPrometheus(`sum(traces_span_metrics_calls_total{service_name="shop"})`);
        // More where they were sent again though they had been taken.
        expect(calls).toBeGreaterThanOrEqual(2);
      },
      60_000,
      1000,
    );
  });

  test('runs closed containers: no root, no capabilities, nothing to write to', async () => {
    for (const { Config, HostConfig, State, Name } of (await containers()).values()) {
      expect({ Name, user: Config.User.split(':')[0] }).not.toEqual({ Name, user: '0' });
      expect({ Name, ...HostConfig }).toMatchObject({
        ReadonlyRootfs: true,
        Privileged: false,
        CapAdd: null,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
      });
      const status = await readFile(`/proc/${State.Pid}/status`, 'utf8');
      expect(status).toMatch(/^CapBnd:\t0+$/m);
      expect(status).toMatch(/^CapEff:\t0+$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).not.toMatch(/^Uid:\t0\t/m);
    }
  });

  test('lets no server write outside its volume and its scratch folders', async () => {
    const [hub] = await stack.compose.containers('hub');
    const write = (path: string) =>
      docker('exec', hub ?? '', 'node', '-e', `require('node:fs').writeFileSync('${path}', 'x')`);
    await expect(write('/app/x')).rejects.toThrow('EROFS');
    await expect(write('/etc/observatory-secrets/hub-api-key')).rejects.toThrow(/EROFS|EACCES/);
    await write('/tmp/x');
  });

  test('publishes ports on the loopback address only', async () => {
    const bound = [...(await containers()).values()].flatMap(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Ports).flatMap((ports) => (ports ?? []).map(({ HostIp }) => HostIp)),
    );
    expect(bound).toEqual(Array.from({ length: 7 }, () => '127.0.0.1'));
  });

  test('leaves all as it is when it is started again, and recreates just what a setting changes', async () => {
    const before = await ids();
    await stack.up();
    expect(await ids()).toEqual(before);
    await stack.render({ hub: { executionTimeout: '31m' } });
    await stack.up();
    const after = await ids();
    expect(changed(before, after)).toEqual(['hub']);
    // A file of configuration, which Compose itself does not look into.
    await stack.render({ hub: { executionTimeout: '31m' }, scrapeInterval: '10s' });
    await stack.up();
    expect(changed(after, await ids())).toEqual(['prometheus']);
  });

  async function ids(): Promise<Map<string, string>> {
    const services = (await stack.services()).filter((service) => service !== 'volume-owner');
    const found = services.map(
      async (service) => [service, (await stack.compose.containers(service)).join()] as const,
    );
    return new Map(await Promise.all(found));
  }

  const changed = (before: Map<string, string>, after: Map<string, string>) =>
    [...after].filter(([service, id]) => before.get(service) !== id).map(([service]) => service);

  test('keeps the data over down and up', async () => {
    await stack.compose.run('down');
    expect((await containers()).size).toBe(0);
    await stack.up();
    await ready();
    await everythingIsFound();
  });

  test('keeps traces whole with two collectors', async () => {
    await stack.up('--scale', 'collector=2');
    await ready();
    expect(await stack.compose.containers('collector')).toHaveLength(2);
    const received = async () =>
      Promise.all((await inspect(await stack.compose.containers('collector'))).map(spansReceived));
    // The agent asks for the collectors' addresses every 5 s.
    await eventually(
      async () => {
        await sendSpans({ url: stack.url('otlpHttp') }, [span(newTraceId(), 'probe')]);
        expect(Math.min(...(await received()))).toBeGreaterThan(0);
      },
      90_000,
      250,
    );
    const traces = Array.from({ length: 20 }, newTraceId);
    for (const name of ['first', 'second', 'third'])
      for (const traceId of traces) await sendSpans({ url: stack.url('otlpHttp') }, [span(traceId, name)]);
    for (const traceId of traces) {
      const whole = async () => expect(await spansInJaeger(traceId)).toEqual(['first', 'second', 'third']);
      await eventually(whole, 90_000, 250);
    }
    const collectors = await inspect(await stack.compose.containers('collector'));
    expect(collectors.map(({ RestartCount }) => RestartCount)).toEqual([0, 0]);
  });

  const span = (traceId: string, name: string) => ({
    traceId,
    spanId: newSpanId(),
    name,
    startMs: Date.now() - 10,
    endMs: Date.now(),
  });

  /** Spans that a collector has accepted, by its own count, asked at its address on the network. */
  async function spansReceived({ NetworkSettings }: Inspected): Promise<number> {
    const [network] = Object.values(NetworkSettings.Networks);
    const text = await (await fetch(`http://${network?.IPAddress}:8888/metrics`)).text();
    const counts = [...text.matchAll(/^otelcol_receiver_accepted_spans(?:_total)?\{[^}]*\} (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  test('leaves nothing after down with its volumes', async () => {
    await stack.compose.run('down', '--volumes');
    const label = `label=com.docker.compose.project=${stack.name}`;
    expect(await dockerLines('ps', '--all', '--quiet', '--filter', label)).toEqual([]);
    for (const kind of ['volume', 'network'])
      expect(await dockerLines(kind, 'ls', '--quiet', '--filter', label)).toEqual([]);
    expect(await dockerLines('volume', 'ls', '--quiet', '--filter', `name=${stack.name}`)).toEqual([]);
  });
});
