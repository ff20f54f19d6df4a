import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import type { Schemas } from '../support/api.ts';
import {
  hubJson,
  jaegerServices,
  jaegerSpans,
  lokiLines,
  promNames,
  promQuery,
} from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { ProcessStack } from '../support/process-stack.ts';
import { sendRecords } from '../support/send.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const startedMs = Date.now();
let stack: ProcessStack;
/** Execution of the plain program: 32 digits of the trace, 16 of the span. */
let plain: string;

beforeAll(async () => {
  stack = await ProcessStack.prepare();
  await stack.up();
  await run(
    process.execPath,
    [
      '--conditions=@observatory/source',
      resolve(root, 'examples/agents/src/main.ts'),
      ...['--quiet', '--runs', '12', '--rate', '600', '--speed', '10', '--stuck', '0'],
    ],
    { env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: stack.url('otlpHttp') }, timeout: 120_000 },
  );
  const program = resolve(import.meta.dirname, 'programs/plain.mjs');
  const sent = await run(process.execPath, [program, 'grpc', stack.url('otlpGrpc')], { timeout: 60_000 });
  plain = sent.stdout.trim();
}, 300_000);
afterAll(() => stack?.remove());

describe('the fleet and a plain OpenTelemetry service send through the collector', () => {
  test('their traces are in Jaeger, with all spans', async () => {
    await eventually(async () => {
      expect(await jaegerServices(stack)).toEqual(expect.arrayContaining(['demo-fleet', 'plain-node-grpc']));
      const spans = await jaegerSpans(stack, plain.slice(0, 32));
      expect(spans.map((span) => span.operationName).sort()).toEqual([
        'chat gpt-4.1',
        'invoke_agent weather',
      ]);
    }, 90_000);
  });

  test("Jaeger's Monitor page has their calls and latencies", async () => {
    await eventually(async () => {
      for (const metric of ['calls', 'latencies']) {
        const parameters = new URLSearchParams({
          service: 'plain-node-grpc',
          spanKind: 'client',
          lookback: '600000',
          step: '15000',
          ratePer: '60000',
          quantile: '0.95',
        });
        const response = await fetch(`${stack.url('jaeger')}/api/metrics/${metric}?${parameters}`);
        const { metrics } = (await response.json()) as { metrics: { metricPoints: unknown[] }[] };
        expect(metrics[0]?.metricPoints.length ?? 0, metric).toBeGreaterThan(0);
      }
    }, 60_000);
  });

  test('their executions are in the hub, with tokens', async () => {
    await eventually(async () => {
      const { executions } = await hubJson<Schemas['ExecutionList']>(stack, `/api/v1/executions?q=${plain}`);
      expect(executions).toMatchObject([
        {
          id: plain,
          name: 'weather',
          status: 'completed',
          usage: { input_tokens: 1000, output_tokens: 100 },
        },
      ]);
      const fleet = await hubJson<Schemas['ExecutionList']>(stack, '/api/v1/executions?limit=100');
      expect(
        fleet.executions.filter(({ service }) => service === 'demo-fleet').length,
      ).toBeGreaterThanOrEqual(12);
    }, 90_000);
  });

  test('a run is seen in the hub by its start event, before its span ends', async () => {
    const run = new AgentRun({ name: 'still running', startMs: Date.now() });
    // As the shim sends it: the name as the record's own field, and once more as an attribute.
    const start = run.start();
    await sendRecords({ url: stack.url('otlpHttp') }, [
      { ...start, attributes: { ...start.attributes, 'event.name': start.eventName ?? '' } },
    ]);
    await eventually(async () => {
      const { executions } = await hubJson<Schemas['ExecutionList']>(stack, `/api/v1/executions?q=${run.id}`);
      expect(executions).toMatchObject([{ id: run.id, status: 'running' }]);
    }, 90_000);
  });

  test("an execution's log lines are in Loki by its trace id, with few labels", async () => {
    const { executions } = await hubJson<Schemas['ExecutionList']>(stack, '/api/v1/executions?limit=100');
    const traces = new Set(
      executions.filter(({ service }) => service === 'demo-fleet').map(({ id }) => id.slice(0, 32)),
    );
    await eventually(async () => {
      const lines = await Promise.all(
        [...traces]
          .slice(0, 5)
          .map((trace) => lokiLines(stack, `{service_name="demo-fleet"} | trace_id="${trace}"`, startedMs)),
      );
      expect(lines.flat().length).toBeGreaterThan(0);
    }, 90_000);
    const labels = await fetch(`${stack.url('loki')}/loki/api/v1/labels`);
    const { data } = (await labels.json()) as { data: string[] };
    const allowed = [
      'service_name',
      'service_namespace',
      'deployment_environment_name',
      'k8s_namespace_name',
      '__stream_shard__',
    ];
    expect(data.filter((label) => !allowed.includes(label))).toEqual([]);
  });

  test('span metrics have exemplars whose traces are in Jaeger', async () => {
    await eventually(async () => {
      const parameters = new URLSearchParams({
        query: 'traces_span_metrics_duration_milliseconds_bucket',
        start: String(startedMs / 1000 - 60),
        end: String(Date.now() / 1000),
      });
      const response = await fetch(`${stack.url('prometheus')}/api/v1/query_exemplars?${parameters}`);
      const { data } = (await response.json()) as {
        data: { exemplars: { labels: { trace_id?: string } }[] }[];
      };
      const ids = data.flatMap(({ exemplars }) => exemplars.flatMap(({ labels }) => labels.trace_id ?? []));
      expect(ids.length).toBeGreaterThan(0);
      expect((await jaegerSpans(stack, ids.at(-1) ?? '')).length).toBeGreaterThan(0);
    }, 60_000);
  });

  test('the names of the contract are on Prometheus, as scraped and as sent', async () => {
    // Spelled by hand from contract.md and the GenAI conventions, not taken from the conventions module.
    const names = [
      'log_events_total',
      'log_processing_duration_ms_bucket',
      'agent_execution_duration_seconds_bucket',
      'workflow_execution_duration_seconds_bucket',
      'gen_ai_client_token_usage_bucket',
      'gen_ai_client_operation_duration_seconds_bucket',
      'gen_ai_execute_tool_duration_seconds_bucket',
      'traces_span_metrics_calls_total',
      'traces_span_metrics_duration_milliseconds_bucket',
      'traces_service_graph_request_total',
      'observatory_ingested_total',
      'prometheus_tsdb_head_series',
      'loki_build_info',
      'otelcol_exporter_queue_size',
    ];
    await eventually(async () => {
      expect(await promNames(stack)).toEqual(expect.arrayContaining(names));
    }, 60_000);
  });

  test('a metric of a service is stored once, whichever way it came', async () => {
    const series = await promQuery(stack, 'count by (job, level, service) (log_events_total)');
    const fleet = series.filter(({ labels }) => labels.job === 'demo-fleet');
    expect(fleet.length).toBeGreaterThan(0);
    expect(fleet.filter(({ value }) => value !== 1)).toEqual([]);
  });

  test('no id is a label of any metric', async () => {
    const response = await fetch(`${stack.url('prometheus')}/api/v1/labels`);
    const { data } = (await response.json()) as { data: string[] };
    expect(
      data.filter((label) =>
        /^(user|session|task|conversation|trace|span|execution|request)_?id$/i.test(label),
      ),
    ).toEqual([]);
  });

  test('every server of the stack is scraped', async () => {
    await eventually(async () => {
      const up = await promQuery(stack, 'up');
      expect(up.filter(({ value }) => value !== 1)).toEqual([]);
      expect(up.map(({ labels }) => labels.job).sort()).toEqual(
        expect.arrayContaining(['alertmanager', 'collector', 'hub', 'jaeger', 'loki', 'prometheus']),
      );
    });
  });

  test('the doctor finds nothing failed, and says so', async () => {
    const { code, stdout } = await stack.run('doctor');
    expect(stdout).toContain('Do traces appear in Jaeger?');
    expect(stdout).not.toContain('✗');
    expect(code).toBe(0);
  });
});
