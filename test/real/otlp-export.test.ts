import { afterAll, beforeAll, expect, test } from 'vitest';
import { prometheusAt } from '../../hub/src/integrations/prometheus.ts';
import { AgentRun } from '../support/agent-run.ts';
import { hubJson, jaegerSpans, lokiLines, promQuery } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { metricsBody, nanos, postJson } from '../support/otlp-json.ts';
import { ProcessStack } from '../support/process-stack.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** What one hub exports, put into the stack of another; and what the hub of a stack knows of the servers beside it. */

const SOON_MS = 90_000;

let stack: ProcessStack;
let hub: TestHub;
const run = new AgentRun({ name: 'exported' });
const chat = {
  traceId: run.traceId,
  spanId: newSpanId(),
  parentSpanId: run.spanId,
  name: 'chat gpt-4o',
  kind: 3,
  startMs: run.startMs + 10,
  endMs: run.startMs + 1000,
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', retries: 2, ratio: 0.5 },
  failure: { type: 'timeout', message: 'no answer' },
};

beforeAll(async () => {
  [stack, hub] = await Promise.all([ProcessStack.prepare(), startTestHub()]);
  await stack.up();
}, 300_000);
afterAll(async () => {
  await hub?.remove();
  await stack?.remove();
});

/** `curl HUB/otlp/SIGNAL | curl COLLECTOR/v1/SIGNAL -d @-`, page by page; how many pages there were. */
async function hand(signal: 'traces' | 'metrics' | 'logs', query: string, type: string): Promise<number> {
  let pages = 0;
  for (let path: string | null = `/otlp/${signal}?${query}`; path !== null; pages++) {
    const page: Response = await fetch(hub.url + path, { headers: { accept: type } });
    expect(page.status).toBe(200);
    const answer = await fetch(`${stack.url('otlpHttp')}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: Buffer.from(await page.arrayBuffer()),
    });
    const said = Buffer.from(await answer.arrayBuffer()).toString();
    expect(answer.status, said).toBe(200);
    // Nothing was left out: no partial success, or an empty one.
    expect(['', '\n\0', '{}', '{"partialSuccess":{}}']).toContain(said.trimEnd());
    path = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1] ?? null;
  }
  return pages;
}

test.each(['application/json', 'application/x-protobuf'])(
  'A collector takes all three exports in %s',
  async (type) => {
    await sendSpans(hub, [run.span(), chat], 'exporter');
    await sendRecords(
      hub,
      [
        {
          timeMs: run.startMs + 20,
          body: `a line in ${type}`,
          traceId: run.traceId,
          spanId: chat.spanId,
          severity: 13,
        },
        { timeMs: run.startMs + 30, body: 'clicked', traceId: run.traceId, eventName: 'browser.click' },
      ],
      'exporter',
    );
    const sent = await postJson(
      `${hub.url}/v1/metrics`,
      metricsBody('exporter', [
        {
          name: 'exported.level',
          gauge: { dataPoints: [{ timeUnixNano: nanos(Date.now()), asDouble: 4.5 }] },
        },
      ]),
    );
    expect(sent.status).toBe(200);
    expect(await hand('traces', `execution_id=${run.id}&limit=1`, type)).toBe(2);
    await hand('logs', `trace_id=${run.traceId}`, type);
    // With the hub's own series, histograms among them.
    await hand('metrics', '', type);
  },
);

test('Jaeger shows the exported trace, Loki its lines, Prometheus the metric, and the other hub the run', async () => {
  await eventually(
    async () => {
      const spans = await jaegerSpans(stack, run.traceId);
      expect(spans.map(({ operationName }) => operationName).sort()).toEqual([
        'chat gpt-4o',
        'invoke_agent exported',
      ]);
      const call = spans.find(({ spanID }) => spanID === chat.spanId);
      expect(call).toMatchObject({
        startTime: chat.startMs * 1000,
        duration: 990_000,
        references: [{ spanID: run.spanId }],
      });
      const tag = (key: string) => call?.tags.find((one) => one.key === key)?.value;
      expect([tag('retries'), tag('ratio'), tag('error'), tag('span.kind')]).toEqual([
        2,
        0.5,
        true,
        'client',
      ]);
      const lines = await lokiLines(
        stack,
        `{service_name="exporter"} | trace_id="${run.traceId}"`,
        run.startMs - 60_000,
      );
      expect(lines).toEqual(expect.arrayContaining(['a line in application/json', 'clicked']));
      expect((await promQuery(stack, 'exported_level')).map(({ value }) => value)).toContain(4.5);
      const { execution } = await hubJson<{ execution: { name: string } }>(
        stack,
        `/api/v1/executions/${run.id}`,
      );
      expect(execution.name).toBe('exported');
    },
    SOON_MS,
    500,
  );
});

test('The hub asks Prometheus for values of now, of a stretch, and hears what is wrong with a question', async () => {
  const prometheus = prometheusAt(stack.url('prometheus'));
  const [one] = await prometheus.instant('vector(1) / 0');
  expect(one).toMatchObject({ labels: {}, value: Number.POSITIVE_INFINITY });
  expect(await prometheus.instant('up{job="nobody"}')).toEqual([]);
  const untilUs = Math.floor(Date.now() / 1000) * 1e6;
  const [series] = await prometheus.range('vector(3)', { sinceUs: untilUs - 60e6, untilUs, stepS: 30 });
  expect(series?.points).toEqual([60e6, 30e6, 0].map((ago) => ({ timeUs: untilUs - ago, value: 3 })));
  await expect(prometheus.instant('sum(')).rejects.toThrow(/^answered 400: .*unclosed left parenthesis/);
});

interface Detail {
  readonly logs: readonly {
    readonly message: string;
    readonly severity: string;
    readonly service: string;
    readonly span_id: string | null;
  }[];
  readonly logs_from: { readonly source: string; readonly error: string | null };
}
const detail = () => hubJson<Detail>(stack, `/api/v1/executions/${run.id}`);

test('The hub of a stack shows the lines of a run from Loki', async () => {
  await eventually(
    async () => {
      const { logs, logs_from } = await detail();
      expect(logs_from).toEqual({ source: 'loki', error: null });
      expect(logs).toContainEqual(
        expect.objectContaining({
          message: 'a line in application/json',
          severity: 'warn',
          service: 'exporter',
          span_id: chat.spanId,
        }),
      );
    },
    SOON_MS,
    500,
  );
});

interface State {
  readonly name: string;
  readonly reachable: boolean | null;
  readonly version: string | null;
  readonly error: string | null;
}
const states = async () =>
  (await hubJson<{ integrations: readonly State[] }>(stack, '/api/v1/observability/overview')).integrations;

test('The hub of a stack reaches the servers beside it, but for Grafana, which is no process', async () => {
  await eventually(
    async () => {
      const found = await states();
      expect(found.filter(({ reachable }) => reachable).map(({ name }) => name)).toEqual([
        'jaeger',
        'prometheus',
        'loki',
        'alertmanager',
        'collector',
      ]);
    },
    SOON_MS,
    500,
  );
});

test('A server that hangs is unreachable with the cause, and the run keeps the lines that the hub has', async () => {
  stack.signal('loki', 'SIGSTOP');
  try {
    await eventually(
      async () => {
        const loki = (await states()).find(({ name }) => name === 'loki');
        expect(loki).toMatchObject({ reachable: false, error: 'no answer within 800 ms' });
      },
      SOON_MS,
      500,
    );
    const { logs, logs_from } = await detail();
    expect(logs_from).toEqual({ source: 'hub', error: 'no answer within 2000 ms' });
    expect(logs.map(({ message }) => message)).toContain('a line in application/json');
  } finally {
    stack.signal('loki', 'SIGCONT');
  }
});

test('A server that is killed is unreachable until it is back', async () => {
  const down = async () => {
    stack.signal('alertmanager', 'SIGKILL');
    const found = (await states()).find(({ name }) => name === 'alertmanager');
    expect(found).toMatchObject({
      reachable: false,
      error: expect.stringMatching(/ECONNREFUSED|ECONNRESET|socket/),
    });
  };
  await eventually(down, SOON_MS, 1000);
  await eventually(
    async () => expect((await states()).find(({ name }) => name === 'alertmanager')?.reachable).toBe(true),
    SOON_MS,
    1000,
  );
});
