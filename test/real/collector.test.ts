import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderCollector } from '../../collector/config.ts';
import { edgeConfig } from '../../collector/edge.ts';
import { gatewayConfig } from '../../collector/gateway.ts';
import { redactionRules } from '../../collector/redaction-rules.ts';
import { redactionSamples } from '../../collector/redaction-samples.ts';
import { largeExample } from '../../infra/settings/large-example.ts';
import { defaults } from '../../infra/settings/profiles.ts';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import { profileNames, type Settings } from '../../infra/settings/schema.ts';
import { containerSite, processSite, type Site } from '../../infra/stack/site.ts';
import {
  addressesOf,
  CollectorProcess,
  collectorProgram,
  openStores,
  type Stores,
} from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { logsBody, metricsBody, type PlainSpan, postJson, tracesBody } from '../support/otlp-json.ts';
import { newSpanId, newTraceId } from '../support/send.ts';

const span = (more: Partial<PlainSpan> = {}): PlainSpan => ({
  traceId: newTraceId(),
  spanId: newSpanId(),
  name: 'GET /things',
  startMs: Date.now() - 20,
  endMs: Date.now(),
  ...more,
});

let stores: Stores;
let collector: CollectorProcess;

const traces = async (spans: readonly PlainSpan[], url = collector.http) =>
  (await postJson(`${url}/v1/traces`, tracesBody('shop', spans))).status;
const close = async () => {
  await collector.remove();
  for (const store of Object.values(stores)) await store.go();
};

describe('a collector as it is rendered', () => {
  beforeAll(async () => {
    stores = await openStores();
    collector = await CollectorProcess.start('collector', {}, addressesOf(stores));
  });
  afterAll(close);
  beforeEach(() => {
    for (const store of Object.values(stores)) store.clear();
  });

  it('brings spans to Jaeger and the hub, lines to Loki and the hub, metrics to Prometheus', async () => {
    const sent = span();
    expect(await traces([sent])).toBe(200);
    await postJson(
      `${collector.http}/v1/logs`,
      logsBody('shop', [
        { timeMs: Date.now(), body: 'of a trace', traceId: sent.traceId },
        { timeMs: Date.now(), body: 'of none' },
        { timeMs: Date.now(), body: 'an event', attributes: { 'event.name': 'observatory.health_change' } },
      ]),
    );
    await postJson(
      `${collector.http}/v1/metrics`,
      metricsBody('shop', [
        { name: 'orders', gauge: { dataPoints: [{ timeUnixNano: `${Date.now()}000000`, asInt: '1' }] } },
      ]),
    );
    await eventually(() => {
      expect(stores.jaeger.spans.map(({ spanId }) => spanId)).toEqual([sent.spanId]);
      expect(stores.hub.spans.map(({ spanId }) => spanId)).toEqual([sent.spanId]);
      expect(stores.loki.logs.map(({ body }) => body).sort()).toEqual(['an event', 'of a trace', 'of none']);
      expect(stores.hub.logs.map(({ body }) => body).sort()).toEqual(['an event', 'of a trace']);
      expect(stores.prometheus.metrics.map(({ name }) => name)).toContain('orders');
    });
    expect([...stores.hub.authorizations]).toEqual(['Bearer obs_key-of-the-hub']);
  });

  it('finds with each rule what it is for, in attributes, events, messages and bodies, and nothing else', async () => {
    const found = redactionRules.filter(({ kind }) => kind !== 'name');
    const secrets = found.flatMap(({ name }) => redactionSamples[name]?.found ?? []);
    const harmless = found.flatMap(({ name }) => redactionSamples[name]?.left ?? []);
    expect(secrets.length).toBeGreaterThan(30);
    const attributes = (texts: readonly string[]) =>
      Object.fromEntries(texts.map((text, index) => [`text.${index}`, text]));
    await traces([
      span({
        attributes: {
          ...attributes([...secrets.map(({ text }) => text), ...harmless]),
          'db.password': 'hunter2',
          'gen_ai.usage.input_tokens': 4_111_111_111_111_111,
          'user.id': '4111111111111111',
        },
        failure: { type: 'Error', message: `refused: ${secrets[0]?.text ?? ''}` },
      }),
    ]);
    await postJson(
      `${collector.http}/v1/logs`,
      logsBody(
        'shop',
        [...secrets.map(({ text }) => text), ...harmless].map((body) => ({ timeMs: Date.now(), body })),
      ),
    );
    await eventually(() => {
      expect(stores.jaeger.spans).toHaveLength(1);
      expect(stores.loki.logs).toHaveLength(secrets.length + harmless.length);
    });
    const expected = [...secrets.map(({ becomes }) => becomes), ...harmless];
    const [redacted] = stores.jaeger.spans;
    expect(expected.map((_, index) => redacted?.attributes[`text.${index}`])).toEqual(expected);
    expect(stores.loki.logs.map(({ body }) => body).sort()).toEqual([...expected].sort());
    expect(redacted?.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 4_111_111_111_111_111,
      'user.id': '4111111111111111',
    });
    expect(redacted?.attributes).not.toHaveProperty('db.password');
    expect(redacted?.message).toBe(`refused: ${secrets[0]?.becomes}`);
  });

  it('reads structured content and events of spans too', async () => {
    const traceId = newTraceId();
    const spanId = newSpanId();
    const text = (stringValue: string) => ({ stringValue });
    await postJson(`${collector.http}/v1/traces`, {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'process.command_line', value: text('run --password=hunter22') }] },
          scopeSpans: [
            {
              spans: [
                {
                  traceId,
                  spanId,
                  name: 'chat',
                  startTimeUnixNano: '1700000000000000000',
                  endTimeUnixNano: '1700000001000000000',
                  attributes: [
                    {
                      key: 'gen_ai.input.messages',
                      value: {
                        arrayValue: {
                          values: [
                            {
                              kvlistValue: {
                                values: [{ key: 'content', value: text('I am ann@example.com') }],
                              },
                            },
                          ],
                        },
                      },
                    },
                  ],
                  events: [
                    {
                      name: 'exception',
                      attributes: [{ key: 'exception.message', value: text('mail to ann@example.com') }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    await eventually(() => expect(stores.hub.spans).toHaveLength(1));
    const [got] = stores.hub.spans;
    expect(got?.resource['process.command_line']).toBe('run --password=[redacted]');
    expect(got?.attributes['gen_ai.input.messages']).toBe('[{"content":"I am [email]"}]');
    expect(got?.events).toEqual([
      { name: 'exception', attributes: { 'exception.message': 'mail to [email]' } },
    ]);
  });

  it.each([
    [
      'OpenInference',
      {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'gpt-5',
        'llm.provider': 'openai',
        'llm.token_count.prompt': 7,
      },
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-5',
        'gen_ai.provider.name': 'openai',
        'gen_ai.usage.input_tokens': 7,
      },
    ],
    [
      'an agent of OpenLLMetry',
      {
        'traceloop.span.kind': 'agent',
        'traceloop.entity.name': 'planner',
        'traceloop.workflow.name': 'trip',
      },
      {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'planner',
        'gen_ai.workflow.name': 'trip',
      },
    ],
    [
      'an inference of OpenLLMetry',
      {
        'llm.request.type': 'chat',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-5',
        'gen_ai.usage.prompt_tokens': 3,
      },
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5',
        'gen_ai.usage.input_tokens': 3,
      },
    ],
    [
      'a root chain of OpenInference',
      { 'openinference.span.kind': 'CHAIN' },
      { 'gen_ai.operation.name': 'invoke_workflow' },
    ],
    [
      'a span that has the GenAI name already',
      { 'openinference.span.kind': 'LLM', 'gen_ai.operation.name': 'embeddings' },
      { 'gen_ai.operation.name': 'embeddings' },
    ],
  ])('gives GenAI names to %s and keeps what was there', async (_what, given, added) => {
    await traces([span({ attributes: given })]);
    await eventually(() => expect(stores.hub.spans).toHaveLength(1));
    expect(stores.hub.spans[0]?.attributes).toEqual({ ...given, ...added });
  });

  it('puts stack traces into the line on the way to Loki and keeps within its limits', async () => {
    const stack = `Error: x\n${'    at f (file.ts:1:1)\n'.repeat(4000)}`;
    await postJson(
      `${collector.http}/v1/logs`,
      logsBody('shop', [
        {
          timeMs: Date.now(),
          body: 'it failed',
          traceId: newTraceId(),
          attributes: { 'exception.stacktrace': stack, long: 'y'.repeat(20_000) },
        },
      ]),
    );
    await eventually(() => {
      expect(stores.loki.logs).toHaveLength(1);
      expect(stores.hub.logs).toHaveLength(1);
    });
    expect(stores.loki.logs[0]?.body).toBe(`it failed\n${stack}`);
    expect(stores.loki.logs[0]?.attributes).toEqual({ long: 'y'.repeat(8192) });
    expect(stores.hub.logs[0]?.attributes['exception.stacktrace']).toBe(stack);
  });

  it('makes span metrics with exemplars and without ids, and says which collector made them', async () => {
    const sent = span({ name: 'GET /orders/12345', kind: 2, attributes: { 'user.id': 'ann' } });
    await traces([sent]);
    const made = await eventually(() => {
      const found = stores.prometheus.metrics.find(({ name }) => name === 'traces.span.metrics.duration');
      if (found === undefined) throw new Error('no span metrics yet');
      return found;
    });
    expect(made.resource).toEqual({ 'service.name': 'shop' });
    const metric = JSON.stringify(made.metric);
    expect(metric).toContain('GET /orders/{id}');
    expect(metric).toContain('"collector.instance.id"');
    expect(metric).not.toContain('12345');
    expect(metric).not.toContain('"ann"');
    expect(made.metric.unit).toBe('ms');
    expect(made.body.includes(Buffer.from(sent.traceId, 'hex'))).toBe(true);
  });

  it('tells of itself', async () => {
    const text = await (await fetch(`http://${collector.address('metrics')}/metrics`)).text();
    expect(text).toContain('otelcol_exporter_queue_capacity{exporter="otlphttp/loki"');
    expect(text).toContain('otelcol_receiver_accepted_spans{receiver="otlp"');
  });
});

describe('a collector that samples', () => {
  beforeAll(async () => {
    stores = await openStores();
    collector = await CollectorProcess.start(
      'collector',
      { sampling: { ratio: 0, wait: '2s', slow: '1s' }, hub: { spans: 'agent' } },
      addressesOf(stores),
    );
  });
  afterAll(close);

  it('keeps runs of agents at once, errors and slow traces after the wait, and drops the rest', async () => {
    const now = Date.now();
    const agent = span({ name: 'invoke_agent a', attributes: { 'gen_ai.operation.name': 'invoke_agent' } });
    const around = span({ traceId: agent.traceId, name: 'GET /run' });
    const stamped = span({ name: 'SELECT', attributes: { 'observatory.execution.id': 'a'.repeat(48) } });
    const other = span({ name: 'step', attributes: { 'openinference.span.kind': 'TOOL' } });
    const failed = span({ name: 'failed', failure: { type: 'Error', message: 'no' } });
    const beside = span({ traceId: failed.traceId, name: 'beside the failed one' });
    const slow = span({ name: 'slow', startMs: now - 3000, endMs: now });
    const dull = span({ name: 'dull' });
    expect(await traces([agent, around, stamped, other, failed, beside, slow, dull])).toBe(200);
    await eventually(() => expect(stores.jaeger.spans).toHaveLength(7));
    expect(
      stores.jaeger.spans
        .slice(0, 3)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['SELECT', 'invoke_agent a', 'step']);
    // A span that comes after the decision follows it.
    await traces([
      span({ traceId: failed.traceId, name: 'late' }),
      span({ traceId: dull.traceId, name: 'late dull' }),
    ]);
    await eventually(() => expect(stores.jaeger.spans).toHaveLength(8));
    expect(stores.jaeger.spans.map(({ name }) => name).sort()).toEqual(
      [
        'GET /run',
        'SELECT',
        'beside the failed one',
        'failed',
        'invoke_agent a',
        'late',
        'slow',
        'step',
      ].sort(),
    );
    expect(stores.hub.spans.map(({ name }) => name).sort()).toEqual(['SELECT', 'invoke_agent a', 'step']);
  });
});

/** Sends traces and lines until it is stopped; what was acknowledged must be found. */
function sender(url: string) {
  const acknowledged = { spans: new Set<string>(), lines: new Set<string>() };
  let refused = 0;
  let going = true;
  const one = async () => {
    while (going) {
      const sent = span({ attributes: { 'gen_ai.operation.name': 'chat' } });
      const line = newTraceId();
      try {
        if ((await traces([sent], url)) === 200) acknowledged.spans.add(sent.spanId);
        else refused += 1;
        const body = logsBody('shop', [{ timeMs: Date.now(), body: line, traceId: sent.traceId }]);
        if ((await postJson(`${url}/v1/logs`, body)).status === 200) acknowledged.lines.add(line);
        else refused += 1;
      } catch {
        refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const all = Promise.all([one(), one(), one()]);
  return {
    acknowledged,
    refused: () => refused,
    /** Waits until so many more spans are acknowledged. */
    further: (count: number) => {
      const enough = acknowledged.spans.size + count;
      return eventually(() => expect(acknowledged.spans.size).toBeGreaterThanOrEqual(enough), 60_000);
    },
    stop: async () => {
      going = false;
      await all;
    },
  };
}

const missing = (expected: ReadonlySet<string>, found: Iterable<unknown>) => {
  const there = new Set(found);
  return [...expected].filter((one) => !there.has(one));
};

describe('a collector whose stores are gone', () => {
  beforeAll(async () => {
    stores = await openStores();
    collector = await CollectorProcess.start('collector', {}, addressesOf(stores));
  });
  afterAll(close);

  it('acknowledges, is killed twice with full queues, and loses nothing', async () => {
    for (const store of Object.values(stores)) await store.go();
    const load = sender(collector.http);
    await load.further(50);
    await collector.kill();
    await collector.run();
    await load.further(50);
    await collector.kill();
    await load.stop();
    for (const store of Object.values(stores)) await store.come();
    await collector.run();
    await eventually(
      () => {
        const { spans, lines } = load.acknowledged;
        expect(
          missing(
            spans,
            stores.hub.spans.map(({ spanId }) => spanId),
          ),
        ).toEqual([]);
        expect(
          missing(
            spans,
            stores.jaeger.spans.map(({ spanId }) => spanId),
          ),
        ).toEqual([]);
        expect(
          missing(
            lines,
            stores.loki.logs.map(({ body }) => body),
          ),
        ).toEqual([]);
        expect(
          missing(
            lines,
            stores.hub.logs.map(({ body }) => body),
          ),
        ).toEqual([]);
      },
      120_000,
      200,
    );
  });
});

describe('an agent before collectors', () => {
  let agent: CollectorProcess;
  beforeAll(async () => {
    stores = await openStores();
    const values = { ingest: { auth: 'on' as const } };
    collector = await CollectorProcess.start('collector', values, addressesOf(stores));
    agent = await CollectorProcess.start('agent', values, {
      'collector/otlp-grpc': collector.address('otlp-grpc').replace('127.0.0.1', 'localhost'),
    });
  });
  afterAll(async () => {
    await agent.remove();
    await close();
  });

  const post = async (token: string, path = 'traces', body: object = tracesBody('shop', [span()])) => {
    const response = await fetch(`${agent.http}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return response.status;
  };

  it('takes senders with the token only, and passes their data on', async () => {
    expect(await post('wrong')).toBe(401);
    expect(await post('obsi_token-of-senders')).toBe(200);
    expect(stores.hub.spans.length).toBeLessThan(2);
    await eventually(() => expect(stores.hub.spans).toHaveLength(1));
    expect(
      await post(
        'obsi_token-of-senders',
        'logs',
        logsBody('shop', [{ timeMs: Date.now(), body: 'x', traceId: newTraceId() }]),
      ),
    ).toBe(200);
    await eventually(() => expect(stores.loki.logs).toHaveLength(1));
  });

  it('holds nothing: a sender gets an answer to try again while no collector is there', async () => {
    const before = stores.hub.spans.length;
    await collector.kill();
    expect(await post('obsi_token-of-senders')).toBe(503);
    const lines = logsBody('shop', [{ timeMs: Date.now(), body: 'y', traceId: newTraceId() }]);
    expect(await post('obsi_token-of-senders', 'logs', lines)).toBe(503);
    await collector.run();
    await eventually(async () => expect(await post('obsi_token-of-senders')).toBe(200), 60_000, 500);
    await eventually(() => expect(stores.hub.spans).toHaveLength(before + 1));
    expect(stores.loki.logs.map(({ body }) => body)).not.toContain('y');
  });
});

describe('an agent that is killed', () => {
  let agent: CollectorProcess;
  beforeAll(async () => {
    stores = await openStores();
    collector = await CollectorProcess.start('collector', {}, addressesOf(stores));
    agent = await CollectorProcess.start(
      'agent',
      {},
      {
        'collector/otlp-grpc': collector.address('otlp-grpc').replace('127.0.0.1', 'localhost'),
      },
    );
  });
  afterAll(async () => {
    await agent.remove();
    await close();
  });

  it('loses nothing that it acknowledged, also when the collector is killed behind it', async () => {
    const load = sender(agent.http);
    await load.further(20);
    await agent.kill();
    await agent.run();
    await load.further(20);
    await collector.kill();
    await collector.run();
    await load.further(20);
    await load.stop();
    const { spans, lines } = load.acknowledged;
    await eventually(
      () => {
        expect(
          missing(
            spans,
            stores.hub.spans.map(({ spanId }) => spanId),
          ),
        ).toEqual([]);
        expect(
          missing(
            lines,
            stores.loki.logs.map(({ body }) => body),
          ),
        ).toEqual([]);
      },
      60_000,
      200,
    );
  });
});

describe('a collector that reads log files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-collector-logs-'));
  const file = join(folder, 'app.log');
  beforeAll(async () => {
    writeFileSync(file, '');
    stores = await openStores();
    collector = await CollectorProcess.start(
      'collector',
      { collection: { logFiles: [file] } },
      addressesOf(stores),
    );
  });
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  it('takes lines of pino and other JSON loggers apart and leaves other lines as text', async () => {
    const traceId = newTraceId();
    const spanId = newSpanId();
    const lines = [
      {
        level: 50,
        time: 1_700_000_000_123,
        msg: 'pino failed',
        trace_id: traceId,
        span_id: spanId,
        port: 80,
      },
      { severity: 'WARN', timestamp: '2026-11-22T06:00:00.5Z', message: 'another logger' },
    ];
    // What stands in a file when it is first looked at is not read.
    await eventually(
      () => {
        appendFileSync(file, 'is it followed\n');
        expect(stores.loki.logs).not.toEqual([]);
      },
      60_000,
      500,
    );
    appendFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\nplain text {x}\n`);
    const logs = () => stores.loki.logs.filter(({ body }) => body !== 'is it followed');
    await eventually(() => expect(logs()).toHaveLength(3));
    const byBody = new Map(logs().map((log) => [log.body, log]));
    expect(byBody.get('pino failed')).toMatchObject({
      traceId,
      spanId,
      severityNumber: 17,
      attributes: { port: 80 },
    });
    expect(byBody.get('another logger')).toMatchObject({ severityNumber: 13, traceId: '' });
    expect(byBody.get('plain text {x}')).toMatchObject({ severityNumber: 0 });
  });
});

describe('the configuration of each profile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-collector-configs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'secrets'));
  for (const secret of ['hub-ingest-key', 'ingest-token'])
    writeFileSync(join(folder, 'secrets', secret), 'x');

  it.each(
    profileNames.flatMap((profile) =>
      (['compose', 'kubernetes', 'process'] as const).map((kind) => [profile, kind] as const),
    ),
  )('of %s on %s is one that the collector takes', (profile, kind) => {
    const settings: Settings = {
      ...resolveSettings([
        { name: 'the test', values: profile === 'large' ? { profile, ...largeExample } : { profile } },
      ]).settings,
      collection: {
        ...defaults.collection,
        logFiles: ['/var/log/app/*.log'],
        healthChecks: ['http://localhost:9/health'],
      },
    };
    const site: Site = {
      ...(kind === 'process' ? processSite(settings, folder) : containerSite(kind, settings, 'agent')),
      secret: (_server, name) => join(folder, 'secrets', name),
    };
    for (const [name, make] of [
      ['gateway', gatewayConfig],
      ['edge', edgeConfig],
    ] as const) {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, renderCollector(make(settings, site, '0.111')));
      const { status, stderr } = spawnSync(collectorProgram(), ['validate', `--config=${file}`], {
        encoding: 'utf8',
      });
      expect(`${status} ${stderr}`).toBe('0 ');
    }
  });
});
