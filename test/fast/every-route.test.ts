import { createClient, type HubMethod, type HubPath } from '@observatory/shim/client';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import openApi from '../../hub/openapi.json' with { type: 'json' };
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { signedInPerson } from '../support/signed-in.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

/**
 * Every route of the OpenAPI document, driven by the client whose types are made of that document: what is sent must
 * compile against it, none may be left out, and what is answered must be what it says.
 */
const KEY = 'a-key-of-sixteen-or-more';
let hub: TestHub;
/** With a key, where people sign in. */
let locked: TestHub;
let client: ReturnType<typeof createClient>;
const startMs = Date.now() - 60_000;
const run = new AgentRun({
  name: 'planner',
  startMs,
  attributes: { 'user.id': 'ada', 'session.id': 'session-1' },
});
const other = new AgentRun({ name: 'planner', startMs: startMs + 5000 });
const failed = new AgentRun({ name: 'writer', startMs: startMs + 10_000 });
const nightly = new AgentRun({ name: 'nightly', kind: 'workflow', startMs: startMs + 15_000 });

beforeAll(async () => {
  hub = await startTestHub();
  locked = await startTestHub({ OBSERVATORY_API_KEY: KEY });
  client = createClient({ baseUrl: hub.url });
  cookie = await signedInPerson(locked, 'grace', { default: 'admin' });
  await client.request('post', '/api/v1/notifications/channels', { body: { name: 'on-call', ...channel } });
  await client.request('post', '/api/v1/alerts/alertmanager', { body: alertmanagerMessage });
  await sendSpans(hub, [
    run.span(),
    run.chat(),
    run.tool('search'),
    other.span(),
    other.chat({ 'gen_ai.request.model': 'gpt-4.1-mini' }),
    failed.span({ failure: { type: 'TimeoutError', message: 'the shelf is empty' } }),
    nightly.span(),
  ]);
  const snapshot = (sequence: number, state: object) =>
    run.event('snapshot', {
      attributes: {
        'observatory.snapshot.sequence': sequence,
        'observatory.snapshot.state': JSON.stringify(state),
      },
    });
  await sendRecords(hub, [run.start(), run.end(), snapshot(0, { step: 1 }), snapshot(1, { step: 2 })]);
  await eventually(async () => {
    for (const { id } of [run, other, failed, nightly])
      expect((await client.executions.list({ q: id })).executions).toHaveLength(1);
  });
});
afterAll(async () => {
  await locked.remove();
  await hub.remove();
});

const read = <P extends HubPath>(path: P, given: Parameters<typeof client.request<'get', P>>[2]) =>
  client.request('get', path, given);
const byId = { path: { id: run.id } };
const record = { agent: 'planner', store: 'notes', record: 'r1' };
/** As the hub's own page asks. */
const page = () =>
  createClient({
    baseUrl: locked.url,
    apiKey: KEY,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('origin', locked.url);
      return fetch(input, { ...init, headers });
    },
  });
const keyed = () => createClient({ baseUrl: locked.url, apiKey: KEY });
/** Grace, who signed in at a provider and administers the hub, in her browser. */
const asPerson = () =>
  createClient({
    baseUrl: locked.url,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('origin', locked.url);
      headers.set('cookie', cookie);
      return fetch(input, { ...init, headers });
    },
  });
let cookie = '';
const person = { path: { person_id: 'grace' } };
const named = (name: string) => ({ path: { name } });
const rule = { condition: 'error_rate', threshold: 0.5, window: '10m' } as const;
const slow = { condition: 'response_time', threshold: 8000 } as const;
const channel = {
  kind: 'webhook',
  url: 'https://hooks.invalid/alerts',
  signing_key: 'sixteen-letters-or-more',
} as const;
const subscription = {
  endpoint: 'https://push.invalid/one',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
};
const silence = () =>
  client.request('post', '/api/v1/silences', {
    body: {
      matchers: [{ name: 'alertname', value: 'Nothing' }],
      ends_at: new Date(Date.now() + 3_600_000).toISOString(),
    },
  });
const makeKey = (name: string) =>
  keyed().request('post', '/api/v1/keys', { body: { name, scopes: ['read'] } });
const view = { name: 'slow ones', page: 'executions', search: 'q=duration%3A%3E5s' };
const board = {
  name: 'mornings',
  description: '',
  range: '24h',
  panels: [{ id: 'one', panel: 'cost-by-model', width: 2, options: { top: 5 } }],
};
const makeView = () => client.request('post', '/api/v1/views', { body: view });
const makeBoard = () => client.request('post', '/api/v1/boards', { body: board });
const erase = (id: string) =>
  client.request('delete', '/api/v1/users/{id}', { path: { id }, query: { confirm: id } });
const REFUSED = Symbol('refused');
/** What cannot be done here is told by an error of the hub, which the client throws. */
async function refusal(asked: Promise<unknown>): Promise<typeof REFUSED> {
  await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^OBS_/) });
  return REFUSED;
}
/** Lines of JSON, which the client does not read. */
async function lines(path: string): Promise<undefined> {
  const text = await (await fetch(hub.url + path)).text();
  for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  return undefined;
}
const alertOf = async (name: string) =>
  (await read('/api/v1/alerts', { query: { name } })).alerts[0]?.id ?? '';
const firstAlert = async () => (await read('/api/v1/alerts', {})).alerts[0]?.id ?? '';
const alertmanagerMessage = {
  version: '4',
  groupKey: 'g',
  status: 'firing',
  receiver: 'hub',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://127.0.0.1:9093',
  truncatedAlerts: 0,
  alerts: ['AgentSlow', 'ToResolve'].map((alertname, index) => ({
    status: 'firing',
    labels: { alertname, severity: 'warning' },
    annotations: {},
    startsAt: new Date(startMs).toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: `c0ffee00c0ffee0${index}`,
  })),
};

/** Opens a stream and waits for its first message; streams have functions of their own in the client (hub-client.test.ts). */
async function stream(path: string): Promise<undefined> {
  const sse = await SseClient.open(hub.url + path, { headers: { 'last-event-id': '0' } });
  await eventually(() => expect(sse.messages.length).toBeGreaterThan(0));
  sse.close();
  return undefined;
}
async function socket(path: string, say?: object): Promise<undefined> {
  const ws = await WebSocketClient.open(hub.url + path);
  if (say) ws.send(JSON.stringify(say));
  await eventually(() => expect(ws.messages.length).toBeGreaterThan(0));
  ws.close();
  return undefined;
}

const calls: { readonly [M in HubMethod]: { readonly [P in HubPath<M>]: () => Promise<unknown> } } = {
  get: {
    '/api/v1/executions': () => read('/api/v1/executions', {}),
    '/api/v1/executions/count': () => read('/api/v1/executions/count', {}),
    '/api/v1/executions/{id}': () => read('/api/v1/executions/{id}', byId),
    '/api/v1/executions/{id}/spans': () => read('/api/v1/executions/{id}/spans', byId),
    '/api/v1/executions/{id}/snapshots': () => read('/api/v1/executions/{id}/snapshots', byId),
    '/api/v1/observability/traces': () => read('/api/v1/observability/traces', {}),
    '/api/v1/observability/traces/{trace_id}': () =>
      read('/api/v1/observability/traces/{trace_id}', { path: { trace_id: run.traceId } }),
    '/api/observability/events/stream': () => stream('/api/observability/events/stream'),
    '/api/v1/executions/stream': () => stream('/api/v1/executions/stream'),
    '/api/v1/observability/metrics/stream': () => stream('/api/v1/observability/metrics/stream'),
    '/api/v1/stats': () => read('/api/v1/stats', {}),
    '/health': () => read('/health', {}),
    '/ready': () => read('/ready', {}),
    '/status': () => read('/status', {}),
    '/metrics': () => read('/metrics', {}),
    '/api/observability/health': () => read('/api/observability/health', {}),
    '/api/v1/monitoring/health': () => read('/api/v1/monitoring/health', {}),
    '/api/observability/metrics': () => read('/api/observability/metrics', {}),
    '/api/v1/alerts': () => read('/api/v1/alerts', {}),
    '/api/v1/alerts/{id}': async () => read('/api/v1/alerts/{id}', { path: { id: await firstAlert() } }),
    '/api/v1/instrumentation': () => read('/api/v1/instrumentation', {}),
    '/ws': () => socket('/ws', { type: 'subscribe' }),
    '/api/v1/events/ws': () => socket('/api/v1/events/ws', { type: 'subscribe' }),
    '/api/v1/observability/ws/metrics': () => socket('/api/v1/observability/ws/metrics'),
    '/api/v1/observability/ws/executions/{execution_id}': () =>
      socket(`/api/v1/observability/ws/executions/${run.id}`),
    '/api/v1/budgets': () => read('/api/v1/budgets', {}),
    '/api/v1/analysis/advice': () => read('/api/v1/analysis/advice', {}),
    '/api/v1/cost': () => read('/api/v1/cost', { query: { by: 'agent' } }),
    '/api/v1/search/fields': () => read('/api/v1/search/fields', {}),
    '/api/v1/compare/groups': () =>
      read('/api/v1/compare/groups', { query: { a: 'agent:planner', b: 'agent:writer' } }),
    '/api/v1/traces/{id}/critical-path': () => read('/api/v1/traces/{id}/critical-path', byId),
    '/api/v1/traces/{id}/flame': () => read('/api/v1/traces/{id}/flame', byId),
    '/api/v1/compare/traces': () => read('/api/v1/compare/traces', { query: { a: run.id, b: other.id } }),
    '/api/v1/analysis/bottlenecks': () => read('/api/v1/analysis/bottlenecks', {}),
    '/api/v1/service-map': () => read('/api/v1/service-map', {}),
    '/api/v1/timeline': () => read('/api/v1/timeline', {}),
    '/api/v1/timeline/counts': () => read('/api/v1/timeline/counts', {}),
    '/api/v1/analysis/failures': () => read('/api/v1/analysis/failures', {}),
    '/api/v1/analysis/failures/{fingerprint}': async () => {
      const { groups } = await read('/api/v1/analysis/failures', {});
      return read('/api/v1/analysis/failures/{fingerprint}', {
        path: { fingerprint: groups[0]?.fingerprint ?? '' },
      });
    },
    '/api/v1/analysis/stuck': () => read('/api/v1/analysis/stuck', {}),
    '/api/v1/analysis/resources': () => read('/api/v1/analysis/resources', {}),
    '/api/v1/analysis/anomalies': () => read('/api/v1/analysis/anomalies', {}),
    '/api/v1/analysis/forecasts': () =>
      read('/api/v1/analysis/forecasts', { query: { metric: 'load', horizon: '24h' } }),
    '/api/v1/analytics': () => read('/api/v1/analytics', {}),
    '/api/v1/events': () => read('/api/v1/events', {}),
    '/events': () => read('/events', {}),
    '/api/v1/agents': () => read('/api/v1/agents', {}),
    '/api/v1/agents/{name}': () => read('/api/v1/agents/{name}', { path: { name: 'planner' } }),
    '/api/v1/users': () => read('/api/v1/users', {}),
    '/api/v1/sessions': () => read('/api/v1/sessions', {}),
    '/api/v1/users/{id}': () => read('/api/v1/users/{id}', { path: { id: 'ada' } }),
    '/api/v1/sessions/{id}': () => read('/api/v1/sessions/{id}', { path: { id: 'session-1' } }),
    '/api/v1/evaluations': () => read('/api/v1/evaluations', {}),
    '/api/v1/evaluations/summary': () => read('/api/v1/evaluations/summary', {}),
    '/api/v1/memory': () => read('/api/v1/memory', {}),
    '/api/v1/memory/{agent}/{store}/{record}': () =>
      read('/api/v1/memory/{agent}/{store}/{record}', { path: record }),
    '/api/v1/workflows': () => read('/api/v1/workflows', {}),
    '/api/v1/workflows/{name}': () => read('/api/v1/workflows/{name}', { path: { name: 'nightly' } }),
    '/api/v1/workflows/{name}/graph': () =>
      read('/api/v1/workflows/{name}/graph', { path: { name: 'nightly' } }),
    '/api/v1/executions/{id}/snapshots/{sequence}': () =>
      read('/api/v1/executions/{id}/snapshots/{sequence}', { path: { id: run.id, sequence: 1 } }),
    '/api/v1/executions/{id}/snapshots/difference': () =>
      read('/api/v1/executions/{id}/snapshots/difference', { ...byId, query: { from: 0, to: 1 } }),
    '/otlp/traces': () => read('/otlp/traces', {}),
    '/otlp/logs': () => read('/otlp/logs', {}),
    '/otlp/metrics': () => read('/otlp/metrics', {}),
    '/api/v1/observability/overview': () => read('/api/v1/observability/overview', {}),
    '/api/v1/alerts/rules': () => read('/api/v1/alerts/rules', {}),
    '/api/v1/alerts/rules/{name}': () => read('/api/v1/alerts/rules/{name}', named('slow_response')),
    '/alerts/rules': () => read('/alerts/rules', {}),
    '/alerts/rules/{name}': () => read('/alerts/rules/{name}', named('slow_response')),
    '/api/v1/silences': () => read('/api/v1/silences', {}),
    '/api/v1/views': () => read('/api/v1/views', {}),
    '/api/v1/views/{id}': async () => read('/api/v1/views/{id}', { path: { id: (await makeView()).id } }),
    '/api/v1/boards': () => read('/api/v1/boards', {}),
    '/api/v1/boards/{id}': async () => read('/api/v1/boards/{id}', { path: { id: (await makeBoard()).id } }),
    '/api/v1/notifications/channels': () => read('/api/v1/notifications/channels', {}),
    '/api/v1/notifications/channels/{name}': () =>
      read('/api/v1/notifications/channels/{name}', named('on-call')),
    '/api/v1/notifications/deliveries': () => read('/api/v1/notifications/deliveries', {}),
    '/api/v1/notifications/push/key': () => read('/api/v1/notifications/push/key', {}),
    '/api/v1/session': () => read('/api/v1/session', {}),
    '/api/v1/sign-ins': () => read('/api/v1/sign-ins', {}),
    '/api/v1/login/options': () => read('/api/v1/login/options', {}),
    // Without a provider they lead nowhere; sign-in.test.ts goes the whole way.
    '/api/v1/login': () => refusal(read('/api/v1/login', {})),
    '/api/v1/login/callback': () => refusal(read('/api/v1/login/callback', {})),
    '/api/v1/keys': () => read('/api/v1/keys', {}),
    '/api/v1/projects': () => read('/api/v1/projects', {}),
    '/api/v1/members': () => read('/api/v1/members', {}),
    '/api/v1/people': () => read('/api/v1/people', {}),
    '/api/v1/redaction/rules': () => read('/api/v1/redaction/rules', {}),
    '/api/v1/redaction/rules/{name}': () => read('/api/v1/redaction/rules/{name}', named('customer')),
    '/api/v1/retention': () => read('/api/v1/retention', {}),
    '/api/v1/users/{id}/export': () => lines('/api/v1/users/ada/export'),
    '/api/v1/erasures': () => read('/api/v1/erasures', {}),
    '/api/v1/erasures/{id}': async () => {
      const { id } = await erase('somebody');
      return read('/api/v1/erasures/{id}', { path: { id } });
    },
    '/api/v1/audit': () => read('/api/v1/audit', {}),
    '/api/v1/audit/export': () => lines('/api/v1/audit/export'),
    '/api/v1/audit/verification': () => read('/api/v1/audit/verification', {}),
    '/api/v1/encryption': () => read('/api/v1/encryption', {}),
  },
  post: {
    '/api/v1/alerts/rules': () =>
      client.request('post', '/api/v1/alerts/rules', { body: { name: 'one', ...rule } }),
    '/alerts/rules': () => client.request('post', '/alerts/rules', { body: { name: 'two', ...rule } }),
    '/api/v1/alerts/rules/preview': () =>
      client.request('post', '/api/v1/alerts/rules/preview', { body: rule }),
    '/api/v1/silences': silence,
    '/api/v1/views': makeView,
    '/api/v1/boards': makeBoard,
    '/api/v1/alerts/{id}/acknowledge': async () =>
      client.request('post', '/api/v1/alerts/{id}/acknowledge', {
        path: { id: await firstAlert() },
        body: { comment: 'on it' },
      }),
    '/api/v1/alerts/{id}/resolve': async () =>
      client.request('post', '/api/v1/alerts/{id}/resolve', {
        path: { id: await alertOf('ToResolve') },
        body: {},
      }),
    '/api/v1/notifications/channels': () =>
      client.request('post', '/api/v1/notifications/channels', { body: { name: 'night', ...channel } }),
    // An address that no name server knows: the channel exists, the message does not arrive.
    '/api/v1/notifications/channels/{name}/test': () =>
      client.request('post', '/api/v1/notifications/channels/{name}/test', named('on-call')),
    '/api/v1/notifications/deliveries/{id}/resend': () =>
      refusal(
        client.request('post', '/api/v1/notifications/deliveries/{id}/resend', {
          path: { id: '00000000-0000-4000-8000-000000000000' },
        }),
      ),
    '/api/v1/notifications/deliveries/resend': () =>
      client.request('post', '/api/v1/notifications/deliveries/resend', { body: { channel: 'on-call' } }),
    '/api/v1/notifications/push/subscriptions': () =>
      client.request('post', '/api/v1/notifications/push/subscriptions', { body: subscription }),
    '/api/v1/keys': () => makeKey('one'),
    '/api/v1/keys/{id}/rotate': async () => {
      const { key } = await makeKey('two');
      return keyed().request('post', '/api/v1/keys/{id}/rotate', {
        path: { id: key.id },
        body: { overlap_seconds: 60 },
      });
    },
    '/api/v1/projects': () => keyed().request('post', '/api/v1/projects', { body: { id: 'lab' } }),
    '/api/v1/redaction/test': () =>
      client.request('post', '/api/v1/redaction/test', { body: { sample: { text: 'of C-123456' } } }),
    '/api/v1/sql': () =>
      client.request('post', '/api/v1/sql', { body: { sql: 'SELECT count(*) AS events FROM events' } }),
    '/api/observability/health': () =>
      client.request('post', '/api/observability/health', { body: { action: 'clear_cache' } }),
    '/api/v1/alerts/alertmanager': () =>
      client.request('post', '/api/v1/alerts/alertmanager', { body: alertmanagerMessage }),
    '/api/v1/session': () => page().request('post', '/api/v1/session', { body: { key: KEY } }),
    '/api/v1/executions/{id}/feedback': () =>
      client.request('post', '/api/v1/executions/{id}/feedback', { ...byId, body: { score: 1 } }),
  },
  put: {
    '/api/v1/budgets/{name}': () =>
      client.request('put', '/api/v1/budgets/{name}', {
        path: { name: 'all' },
        body: { period: 'day', limit_usd: 10 },
      }),
    '/api/v1/memory/{agent}/{store}/{record}': () =>
      client.request('put', '/api/v1/memory/{agent}/{store}/{record}', {
        path: record,
        body: { content: { likes: 'tea' } },
      }),
    '/api/v1/workflows/{name}': () =>
      client.request('put', '/api/v1/workflows/{name}', {
        path: { name: 'nightly' },
        body: { definition: { steps: ['plan', 'write'] } },
      }),
    '/api/v1/alerts/rules/{name}': () =>
      client.request('put', '/api/v1/alerts/rules/{name}', { ...named('slow_response'), body: slow }),
    '/alerts/rules/{name}': () =>
      client.request('put', '/alerts/rules/{name}', { ...named('slow_response'), body: slow }),
    '/api/v1/notifications/channels/{name}': () =>
      client.request('put', '/api/v1/notifications/channels/{name}', { ...named('on-call'), body: channel }),
    '/api/v1/session': () => asPerson().request('put', '/api/v1/session', { body: { project: 'default' } }),
    '/api/v1/members/{person_id}': () =>
      keyed().request('put', '/api/v1/members/{person_id}', { ...person, body: { role: 'operator' } }),
    '/api/v1/redaction/rules/{name}': () =>
      client.request('put', '/api/v1/redaction/rules/{name}', {
        ...named('customer'),
        body: { pattern: 'C-[0-9]{6}', replacement: '[customer]', enabled: true },
      }),
    '/api/v1/views/{id}': async () => {
      const { id, updated_at } = await makeView();
      return client.request('put', '/api/v1/views/{id}', { path: { id }, body: { ...view, updated_at } });
    },
    '/api/v1/boards/{id}': async () => {
      const { id, updated_at } = await makeBoard();
      return client.request('put', '/api/v1/boards/{id}', { path: { id }, body: { ...board, updated_at } });
    },
    '/api/v1/encryption/job': () =>
      refusal(client.request('put', '/api/v1/encryption/job', { body: { state: 'paused' } })),
  },
  patch: {
    '/api/v1/alerts/rules/{name}': () =>
      client.request('patch', '/api/v1/alerts/rules/{name}', {
        ...named('slow_response'),
        body: { threshold: 9000 },
      }),
    '/alerts/rules/{name}': () =>
      client.request('patch', '/alerts/rules/{name}', { ...named('slow_response'), body: { enabled: true } }),
  },
  delete: {
    '/api/v1/session': () => page().request('delete', '/api/v1/session', {}),
    '/api/v1/budgets/{name}': () =>
      client.request('delete', '/api/v1/budgets/{name}', { path: { name: 'all' } }),
    '/api/v1/memory/{agent}/{store}/{record}': () =>
      client.request('delete', '/api/v1/memory/{agent}/{store}/{record}', { path: record }),
    '/api/v1/alerts/rules/{name}': () =>
      client.request('delete', '/api/v1/alerts/rules/{name}', named('one')),
    '/alerts/rules/{name}': () => client.request('delete', '/alerts/rules/{name}', named('two')),
    '/api/v1/views/{id}': async () =>
      client.request('delete', '/api/v1/views/{id}', { path: { id: (await makeView()).id } }),
    '/api/v1/boards/{id}': async () =>
      client.request('delete', '/api/v1/boards/{id}', { path: { id: (await makeBoard()).id } }),
    '/api/v1/silences/{id}': async () =>
      client.request('delete', '/api/v1/silences/{id}', { path: { id: (await silence()).id } }),
    '/api/v1/alerts/{id}/acknowledge': async () =>
      client.request('delete', '/api/v1/alerts/{id}/acknowledge', {
        path: { id: await alertOf('AgentSlow') },
      }),
    '/api/v1/notifications/channels/{name}': () =>
      client.request('delete', '/api/v1/notifications/channels/{name}', named('on-call')),
    '/api/v1/notifications/push/subscriptions': () =>
      client.request('delete', '/api/v1/notifications/push/subscriptions', {
        body: { endpoint: subscription.endpoint },
      }),
    '/api/v1/sign-ins/{id}': async () => {
      const { sign_ins: signIns } = await keyed().request('get', '/api/v1/sign-ins', {});
      const id = signIns.find(({ name }) => name.includes('grace'))?.id ?? '';
      return keyed().request('delete', '/api/v1/sign-ins/{id}', { path: { id } });
    },
    '/api/v1/login': () => asPerson().request('delete', '/api/v1/login', {}),
    '/api/v1/keys/{id}': async () => {
      const { key } = await makeKey('three');
      return keyed().request('delete', '/api/v1/keys/{id}', { path: { id: key.id } });
    },
    '/api/v1/members/{person_id}': () => keyed().request('delete', '/api/v1/members/{person_id}', person),
    '/api/v1/redaction/rules/{name}': () =>
      client.request('delete', '/api/v1/redaction/rules/{name}', named('customer')),
    '/api/v1/users/{id}': () => erase('nobody'),
  },
};

/** The schema of the JSON that a route answers with when all is well; null where it is no JSON. */
function schemaOf(path: string, method: string): object | null {
  const operation = (openApi.paths as Record<string, Record<string, Operation>>)[path]?.[method];
  const answer = Object.entries(operation?.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1];
  return answer?.content?.['application/json']?.schema ?? null;
}
interface Operation {
  readonly responses?: Record<string, { readonly content?: Record<string, { readonly schema?: object }> }>;
}

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'hub', components: openApi.components });
const pointed = (schema: object) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"hub#/components'));

/** What puts something there, then what reads, then what takes it away. */
const order = ['put', 'post', 'patch', 'get', 'delete'] as const;

describe('the generated client drives', () => {
  test('every route that the document names', () => {
    const driven = order.flatMap((method) => Object.keys(calls[method]).map((path) => `${method} ${path}`));
    const named = Object.entries(openApi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(driven.toSorted()).toEqual(named.toSorted());
  });

  test.each(
    order.flatMap((method) =>
      Object.entries<() => Promise<unknown>>(calls[method]).map(([path, call]) => ({ method, path, call })),
    ),
  )('$method $path, and gets what the document says', async ({ method, path, call }) => {
    const answer = await call();
    const schema = schemaOf(path, method);
    if (schema === null || answer === REFUSED) return;
    const validate = ajv.compile(pointed(schema));
    validate(answer);
    expect(validate.errors ?? []).toEqual([]);
  });
});
