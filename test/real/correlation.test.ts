import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dashboards } from '../../dashboards/dashboards.ts';
import { uids } from '../../dashboards/datasources.ts';
import { deploymentAnnotation } from '../../dashboards/parts/annotations.ts';
import { executionLinks } from '../../hub/src/api/execution-links.ts';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import type { Schemas } from '../support/api.ts';
import { hubJson, type JaegerSpan, jaegerSpans, promQuery } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { FastStack } from '../support/fast-stack.ts';
import { freePort } from '../support/free-port.ts';
import { questionsOf, Stores } from '../support/grafana/answers.ts';
import { clicked, derived, provisioned } from '../support/grafana/click.ts';
import { type Choices, interpolate, type Looked, startChoices } from '../support/grafana/interpolate.ts';

/** Each way from one store to another, followed as a click in Grafana would, by the text that the stack provisions. */

const SOON_MS = 90_000;

let fast: FastStack;
let settings: Settings;
let built: ReturnType<typeof dashboards>;
let port: number;
let called: ChildProcess;

const service = (role: 'called' | 'caller', version: string) =>
  fast.start('test/real/programs/two-services.mjs', [role, String(port)], {
    NODE_OPTIONS: '--conditions=@observatory/source --import @observatory/shim/register',
    OTEL_SERVICE_NAME: role,
    OTEL_RESOURCE_ATTRIBUTES: `service.version=${version},deployment.environment.name=staging`,
    OTEL_METRICS_COLLECT_INTERVAL: '1000',
    OBSERVATORY_INSTRUMENT: 'on',
    PROMETHEUS_PORT: 'off',
  });

beforeAll(async () => {
  fast = await FastStack.up();
  const values = { ports: fast.stack.ports };
  settings = resolveSettings([{ name: 'the test', values }]).settings;
  built = dashboards(settings);
  port = await freePort();
  called = service('called', '1.0.0');
  service('caller', '1.0.0');
  fast.start('test/real/programs/other-agents.mjs', ['plain', `${fast.stack.url('otlpHttp')}/v1/traces`]);
}, 300_000);
afterAll(() => fast?.remove());

async function json<T>(url: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

/** The last minutes, as a panel asks for them. */
const now = (): Looked => {
  const toMs = Date.now();
  return { fromMs: toMs - 300_000, toMs, intervalS: 5, scrapeS: 1 };
};

interface Exemplars {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

async function exemplarsOf(query: string): Promise<readonly Exemplars[]> {
  const { fromMs, toMs } = now();
  const { data } = await json<{ data: Exemplars[] }>(
    `${fast.stack.url('prometheus')}/api/v1/query_exemplars`,
    { query, start: String(fromMs / 1000), end: String(toMs / 1000) },
  );
  return data;
}

/** An execution, once the hub has it: each store has a queue of its own, so it may be later than Jaeger and Loki. */
const executionAt = (path: string) =>
  eventually(() => hubJson<Schemas['ExecutionDetail']>(fast.stack, `/api/v1${path}`), SOON_MS, 500);

/** Questions of panels that show example traces, with what is chosen put in. */
const withTraces = (uid: string, choices: Choices) =>
  Object.values(built)
    .filter((dashboard) => dashboard.uid === uid)
    .flatMap(questionsOf)
    .filter(({ target }) => target.exemplar === true)
    .map(({ target }) => interpolate(target.expr ?? '', choices, now()));

const startOf = (dashboard: (typeof built)[string]) =>
  startChoices(dashboard, (variable, chosen) =>
    new Stores(fast.stack, null).valuesOf(variable, chosen, now()),
  );

/** The trace ids of exemplars, by the label that the data source names. */
function tracesOf(found: readonly Exemplars[]): string[] {
  const [destination] = provisioned(settings, uids.prometheus).exemplarTraceIdDestinations;
  expect(destination?.datasourceUid).toBe(uids.jaeger);
  return found.flatMap(({ exemplars }) =>
    exemplars.flatMap(({ labels }) => labels[destination?.name ?? ''] ?? []),
  );
}

const serviceOf = (spans: readonly JaegerSpan[], name: string) =>
  spans.filter(({ operationName }) => operationName === name);

/** A whole run of the agent that asks the other service: its trace, once everything of it is in Jaeger. */
async function wholeRun(): Promise<{ traceId: string; spans: readonly JaegerSpan[] }> {
  return await eventually(
    async () => {
      const { data } = await json<{ data: { traceID: string; spans: JaegerSpan[] }[] }>(
        `${fast.stack.url('jaeger')}/api/traces`,
        { service: 'called', limit: '20' },
      );
      const whole = data.find(
        ({ spans }) =>
          spans.length >= 4 &&
          serviceOf(spans, 'invoke_agent planner').length === 1 &&
          spans.some(({ tags }) => tags.some(({ key, value }) => key === 'error' && value === true)),
      );
      if (whole === undefined) throw new Error('no run of the agent is whole');
      return { traceId: whole.traceID, spans: whole.spans };
    },
    SOON_MS,
    500,
  );
}

interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly text: string;
}

async function linesOf(query: string, fromMs: number, toMs: number): Promise<readonly Line[]> {
  const nanos = (ms: number) => String(BigInt(Math.floor(ms)) * 1_000_000n);
  const { data } = await json<{
    data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
  }>(`${fast.stack.url('loki')}/loki/api/v1/query_range`, { query, start: nanos(fromMs), end: nanos(toMs) });
  return data.result.flatMap(({ stream, values }) => values.map(([, text]) => ({ labels: stream, text })));
}

const shiftMs = (shift: string) =>
  (shift.startsWith('-') ? -1000 : 1000) * (durationSeconds(shift.replace('-', '')) ?? Number.NaN);

/** The log lines of a trace, as the link of its first span asks for them. */
async function linesOfTrace(traceId: string, spans: readonly JaegerSpan[]): Promise<readonly Line[]> {
  const { query, spanStartTimeShift, spanEndTimeShift } = provisioned(settings, uids.jaeger).tracesToLogsV2;
  const [first] = serviceOf(spans, 'invoke_agent planner');
  const startMs = (first?.startTime ?? 0) / 1000;
  const endMs = startMs + (first?.duration ?? 0) / 1000;
  return await linesOf(
    clicked(query, { '__trace.traceId': traceId }),
    startMs + shiftMs(spanStartTimeShift),
    endMs + shiftMs(spanEndTimeShift),
  );
}

test('Every panel with example traces has some, and each leads to a trace that Jaeger has', async () => {
  const asking = Object.values(built).filter((dashboard) =>
    questionsOf(dashboard).some(({ target }) => target.exemplar === true),
  );
  expect(asking.length).toBeGreaterThan(0);
  await eventually(
    async () => {
      for (const dashboard of asking) {
        for (const query of withTraces(dashboard.uid ?? '', await startOf(dashboard))) {
          const traces = tracesOf(await exemplarsOf(query));
          expect(traces, query).not.toEqual([]);
          expect(await jaegerSpans(fast.stack, traces.at(-1) ?? ''), query).not.toEqual([]);
        }
      }
    },
    SOON_MS,
    1000,
  );
});

test("A span leads to the lines of all services of its trace, by the data source's own question", async () => {
  const { traceId, spans } = await wholeRun();
  await eventually(
    async () => {
      const lines = await linesOfTrace(traceId, spans);
      const services = new Set(lines.map(({ labels }) => labels.service_name));
      expect([...services].sort()).toEqual(['called', 'caller']);
      expect(lines.map(({ text }) => text)).toEqual(expect.arrayContaining(['planning', 'asked']));
      expect(new Set(lines.map(({ labels }) => labels.trace_id))).toEqual(new Set([traceId]));
    },
    SOON_MS,
    500,
  );
});

test('A log line leads back to its trace, and to its execution on the page of the hub', async () => {
  const { traceId, spans } = await wholeRun();
  const line = await eventually(
    async () => {
      const found = (await linesOfTrace(traceId, spans)).find(({ text }) => text === 'planning');
      if (found === undefined) throw new Error('the line is not there yet');
      return found;
    },
    SOON_MS,
    500,
  );
  const [trace, execution] = provisioned(settings, uids.loki).derivedFields;
  if (trace === undefined || execution === undefined) throw new Error('expected two derived fields');
  expect([trace.datasourceUid, execution.datasourceUid]).toEqual([uids.jaeger, undefined]);
  const back = clicked(trace.url, { '__value.raw': derived(trace, line.labels) ?? '' });
  expect(await jaegerSpans(fast.stack, back)).toHaveLength(spans.length);

  const page = new URL(clicked(execution.url, { '__value.raw': derived(execution, line.labels) ?? '' }));
  // A browser gets the page, which asks for a key by itself.
  expect((await fetch(page, { headers: { accept: 'text/html' } })).status).toBe(200);
  const { execution: found } = await executionAt(page.pathname);
  expect(found).toMatchObject({ name: 'planner', trace_id: traceId, service: 'caller' });
});

test('A line that has an id of another trace beside its own leads to its own', () => {
  const [trace] = provisioned(settings, uids.loki).derivedFields;
  if (trace === undefined) throw new Error('expected a derived field');
  expect(derived(trace, { parent_trace_id: 'another', trace_id: 'own' })).toBe('own');
  expect(derived(trace, { parent_trace_id: 'another' })).toBeUndefined();
});

test('A span leads to how often it is called, how often in vain, and how long it takes', async () => {
  const { spans } = await wholeRun();
  const failed = spans.find(({ tags }) => tags.some(({ key, value }) => key === 'error' && value === true));
  const { queries } = provisioned(settings, uids.jaeger).tracesToMetrics;
  expect(queries).toHaveLength(3);
  await eventually(
    async () => {
      for (const { name, query } of queries) {
        const asked = clicked(query, { '__span.name': failed?.operationName ?? '' }).replaceAll(
          '$__rate_interval',
          '30s',
        );
        const found = await promQuery(fast.stack, asked);
        expect(
          found.filter(({ value }) => value > 0),
          name,
        ).not.toEqual([]);
      }
    },
    SOON_MS,
    500,
  );
});

test('A span whose name has quotes in it is asked for by that name', async () => {
  const [calls] = provisioned(settings, uids.jaeger).tracesToMetrics.queries;
  const query = clicked(calls?.query ?? '', { '__span.name': 'SELECT "public"."users" \\d' });
  expect(await promQuery(fast.stack, query.replaceAll('$__rate_interval', '30s'))).toEqual([]);
});

test('The map of services has the one that calls and the one that is called, in both stores', async () => {
  await eventually(
    async () => {
      const edges = await promQuery(
        fast.stack,
        'traces_service_graph_request_total{client="caller", server="called"}',
      );
      expect(edges).not.toEqual([]);
      const { toMs } = now();
      const { data } = await json<{ data: { parent: string; child: string }[] }>(
        `${fast.stack.url('jaeger')}/api/dependencies`,
        { endTs: String(toMs), lookback: '300000' },
      );
      expect(data).toContainEqual(expect.objectContaining({ parent: 'caller', child: 'called' }));
    },
    SOON_MS,
    500,
  );
});

test('An execution of the hub leads to its trace, its lines and its dashboard', async () => {
  const { traceId, spans } = await wholeRun();
  const [run] = serviceOf(spans, 'invoke_agent planner');
  const { links } = await executionAt(`/executions/${traceId}${run?.spanID}`);
  expect(links.trace).toBe(`http://localhost:${fast.stack.ports.jaeger}/trace/${traceId}`);
  expect((await fetch(links.trace ?? '')).status).toBe(200);
  // A stack of processes has no Grafana: what the hub beside one says.
  expect([links.logs, links.dashboard]).toEqual([null, null]);
  const startedUs = run?.startTime ?? 0;
  const beside = executionLinks({ grafana: 'http://localhost:3000', jaeger: null }, {
    trace_id: traceId,
    kind: 'agent',
    name: 'planner',
    environment: 'staging',
    started_at: startedUs,
    ended_at: startedUs + (run?.duration ?? 0),
    last_event_at: startedUs,
  } as Parameters<typeof executionLinks>[1]);

  const explore = new URL(beside.logs ?? '');
  const { logs } = JSON.parse(explore.searchParams.get('panes') ?? '');
  expect(explore.pathname).toBe('/explore');
  expect(logs.datasource).toBe(uids.loki);
  await eventually(
    async () =>
      expect(
        (await linesOf(logs.queries[0].expr, Number(logs.range.from), Number(logs.range.to))).map(
          ({ text }) => text,
        ),
      ).toContain('planning'),
    SOON_MS,
    500,
  );
  await expectDashboard(new URL(beside.dashboard ?? ''));
});

/** A dashboard is there, has each variable that an address chooses, and offers what is chosen. */
async function expectDashboard(address: URL): Promise<(typeof built)[string]> {
  const dashboard = Object.values(built).find(({ uid }) => address.pathname === `/d/${uid}`);
  if (dashboard === undefined) throw new Error(`there is no dashboard ${address.pathname}`);
  await eventually(
    async () => {
      const start = await startOf(dashboard);
      for (const [parameter, value] of address.searchParams) {
        if (!parameter.startsWith('var-')) continue;
        const name = parameter.slice('var-'.length);
        const variable = dashboard.templating?.list?.find((one) => one.name === name);
        if (variable === undefined) throw new Error(`${dashboard.uid} has no variable ${name}`);
        expect(await new Stores(fast.stack, null).valuesOf(variable, start, now()), name).toContain(value);
      }
    },
    SOON_MS,
    1000,
  );
  return dashboard;
}

test('An alert leads to a dashboard that offers what the alert is about, and on to a trace of it', async () => {
  const address = await eventually(
    async () => {
      const { data } = await json<{
        data: {
          alerts: {
            state: string;
            labels: Record<string, string>;
            annotations: { dashboard_url: string };
          }[];
        };
      }>(`${fast.stack.url('prometheus')}/api/v1/alerts`);
      const found = data.alerts.find(
        ({ state, labels, annotations }) =>
          state === 'firing' && labels.agent === 'plain-clerk' && annotations.dashboard_url.includes('/d/'),
      );
      if (found === undefined) throw new Error(`fires: ${data.alerts.map(({ labels }) => labels.alertname)}`);
      return new URL(found.annotations.dashboard_url);
    },
    240_000,
    1000,
  );
  expect(address.searchParams.get('var-agent')).toBe('plain-clerk');
  await expectDashboard(address);
  // Where a click on the agent leads from any dashboard.
  const agent = await expectDashboard(new URL('/d/agent-performance?var-agent=plain-clerk', address));
  const chosen = new Map([...(await startOf(agent)), ['agent', { values: ['plain-clerk'] }]]);
  const [query = ''] = withTraces('agent-performance', chosen);
  const found = await exemplarsOf(query);
  expect(new Set(found.map(({ seriesLabels }) => seriesLabels.gen_ai_agent_name))).toEqual(
    new Set(['plain-clerk']),
  );
  expect(await jaegerSpans(fast.stack, tracesOf(found).at(-1) ?? '')).not.toEqual([]);
}, 400_000);

/** Starts of versions that the mark of deployments finds, by their services and at which points of the time axis. */
async function deployments(): Promise<Record<string, readonly number[]>> {
  const { toMs, ...asked } = now();
  // From before the first start on, however long the other tests took.
  const looked = { ...asked, toMs, fromMs: toMs - 1_800_000 };
  const choices: Choices = new Map([
    ['service_name', { values: ['called'] }],
    ['deployment_environment_name', { all: '.*' }],
  ]);
  const { expr } = deploymentAnnotation([...choices.keys()]).target;
  const { data } = await json<{
    data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
  }>(`${fast.stack.url('prometheus')}/api/v1/query_range`, {
    query: interpolate(expr, choices, looked),
    start: String(looked.fromMs / 1000),
    end: String(looked.toMs / 1000),
    step: String(looked.intervalS),
  });
  return Object.fromEntries(
    data.result.map(({ metric, values }) => [
      `${metric.service_name} ${metric.service_version} in ${metric.deployment_environment_name}`,
      values.map(([seconds]) => seconds),
    ]),
  );
}

test('A new version of a service is marked once, when it begins', async () => {
  await eventually(
    async () => expect(Object.keys(await deployments())).toEqual(['called 1.0.0 in staging']),
    SOON_MS,
    1000,
  );
  await fast.end(called);
  const changedS = Date.now() / 1000;
  called = service('called', '1.1.0');
  await eventually(
    async () => {
      const found = await deployments();
      expect(Object.keys(found).sort()).toEqual(['called 1.0.0 in staging', 'called 1.1.0 in staging']);
      for (const times of Object.values(found)) expect(times).toHaveLength(1);
      expect(found['called 1.1.0 in staging']?.[0]).toBeGreaterThanOrEqual(changedS);
      expect(found['called 1.0.0 in staging']?.[0]).toBeLessThan(changedS);
    },
    SOON_MS,
    1000,
  );
});
