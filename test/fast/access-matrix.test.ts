import { randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { tracesBody } from '../support/otlp-json.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { signedInPerson } from '../support/signed-in.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * Who may call which route. The routes come from the hub that runs, so that none is forgotten; what each asks for is
 * written here by hand. `known`: whoever says who they are; `public`: anybody.
 */
type Needed = 'ingest' | 'read' | 'operate' | 'administer' | 'known' | 'public';
const routesOf: Readonly<Record<Needed, readonly string[]>> = {
  public: ['health ready signIn signOut chooseProject loginOptions beginLogin leaveProvider endLogin'],
  known: ['whoAmI'],
  ingest: ['POST /v1/traces', 'POST /v1/logs', 'POST /v1/metrics', 'receiveAlertmanager'],
  read: [
    'listExecutions countExecutions getExecution listSnapshots getSnapshot compareSnapshots listTraces getTrace',
    'streamEvents streamExecutions streamMetrics getStats status metrics getFleetHealth getMonitoringHealth',
    'getPerformanceMetrics listAlerts getAlert listInstrumentation watchEvents watchEventsV1 watchMetrics',
    'watchExecution listBudgets getAdvice getCost listSearchFields compareGroups getCriticalPath getFlame',
    'compareTraces getBottlenecks getServiceMap getTimeline countTimeline listFailureGroups getFailureGroup listStuckExecutions',
    'getResources findAnomalies forecast getAnalytics listEvents listEventsShort listAgents getAgent listUsers',
    'listSessions getUser getSession listEvaluations summariseEvaluations listMemory getMemory listWorkflows',
    'getWorkflow getWorkflowGraph exportTraces exportLogs exportMetrics getOverview listProjects querySql',
    'listAlertRules getAlertRule listAlertRulesAtShortPath getAlertRuleAtShortPath previewAlertRule listSilences',
    'getPushKey subscribeToPush unsubscribeFromPush getRetention listViews getView listBoards getBoard listSpans',
  ],
  operate: [
    'putBudget deleteBudget giveFeedback putMemory deleteMemory putWorkflow createAlertRule putAlertRule',
    'patchAlertRule deleteAlertRule createAlertRuleAtShortPath putAlertRuleAtShortPath',
    'patchAlertRuleAtShortPath deleteAlertRuleAtShortPath createSilence endSilence acknowledgeAlert',
    'unacknowledgeAlert resolveAlert listNotificationChannels getNotificationChannel testNotificationChannel',
    'listNotificationDeliveries resendNotificationDelivery resendDeadNotifications listRedactionRules',
    'getRedactionRule testRedaction createView putView deleteView createBoard putBoard deleteBoard',
  ],
  administer: [
    'administerHealth listKeys createKey revokeKey rotateKey createProject listMembers putMember deleteMember',
    'listPeople listSignIns endSignIn createNotificationChannel putNotificationChannel deleteNotificationChannel',
    'putRedactionRule deleteRedactionRule exportUser eraseUser listErasures getErasure listAudit exportAudit',
    'verifyAudit readEncryption putEncryptionJob',
  ],
};
/** Of the hub as a whole: refused to every project but the first. */
const hubWide = new Set(
  words([
    'status metrics administerHealth createProject listPeople readEncryption putEncryptionJob exportAudit verifyAudit',
  ]),
);
const needs = new Map(
  Object.entries(routesOf).flatMap(([needed, lines]) =>
    (needed === 'ingest' ? lines : words(lines)).map((name) => [name, needed as Needed] as const),
  ),
);

function words(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

/** In everything that is planted in the first project, so that it is found wherever it is shown. */
const MARKER = 'wallaby';
const ROOT = 'the-root-key-of-this-test';
interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
}
/** Loki and Prometheus in one: whatever is asked, the answer is of the first project. */
const stack = createServer((asked, response) => {
  const ns = `${Date.now()}000000`;
  const lines = { stream: { service_name: 'shop' }, values: [[ns, `${MARKER} line`]] };
  const series = { metric: { service_name: `${MARKER}-service` }, values: [[Date.now() / 1000, '1']] };
  const isLoki = asked.url?.startsWith('/loki/');
  const data = isLoki
    ? { resultType: 'streams', result: [lines] }
    : { resultType: 'matrix', result: [series] };
  if (asked.method === 'POST' && isLoki) deletions.push(asked.url ?? '');
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: 'success', data }));
});
const deletions: string[] = [];
let hub: TestHub;
let operations: Operation[];
const run = new AgentRun({
  name: `${MARKER}-agent`,
  attributes: { 'user.id': `${MARKER}-user`, 'session.id': `${MARKER}-session` },
});
const key: Record<string, string> = {};
const cookie: Record<string, string> = {};

interface Answer {
  readonly status: number;
  readonly text: string;
}

let asked = 0;
/** As from a proxy, and another address each time: wrong keys are counted by address. */
function nextAddress(): string {
  asked += 1;
  return `10.${asked >> 16}.${(asked >> 8) & 255}.${asked & 255}`;
}

/** One request; of a stream the first of it. */
function ask(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sends = method === 'POST' || method === 'PUT' || method === 'PATCH';
    const outgoing = request(
      hub.url + path,
      {
        method,
        agent: false,
        headers: {
          'x-forwarded-for': nextAddress(),
          'sec-fetch-site': 'same-origin',
          ...(sends && { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        const done = () => resolve({ status: response.statusCode ?? 0, text });
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
          if (!String(response.headers['content-type']).includes('event-stream')) return;
          // What is kept comes with the first messages, if at all.
          setTimeout(() => response.destroy(), 300);
        });
        response.on('close', done).on('error', done);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(sends ? JSON.stringify(body ?? {}) : undefined);
  });
}

const asRoot = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const { status, text } = await ask(method, path, { 'x-api-key': ROOT }, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
};
const makeKey = async (body: object): Promise<{ id: string; secret: string }> => {
  const { key: made, secret } = await asRoot('POST', '/api/v1/keys', { name: `${MARKER} key`, ...body });
  return { id: (made as { id: string }).id, secret: String(secret) };
};

beforeAll(async () => {
  await new Promise<void>((resolve) => stack.listen(0, '127.0.0.1', resolve));
  const stackUrl = `http://127.0.0.1:${(stack.address() as AddressInfo).port}`;
  hub = await startTestHub({
    OBSERVATORY_API_KEY: ROOT,
    OBSERVATORY_RATE_LIMIT: '1000000',
    OBSERVATORY_TRUSTED_PROXIES: '127.0.0.1',
    OBSERVATORY_LOKI_URL: stackUrl,
    OBSERVATORY_PROMETHEUS_URL: stackUrl,
  });
  const document = await asRoot('GET', '/openapi.json');
  operations = Object.entries(
    document.paths as Record<string, Record<string, { operationId?: string }>>,
  ).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      name: operationId ?? `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
    })),
  );
  await asRoot('POST', '/api/v1/projects', { id: 'other' });
  for (const scope of ['ingest', 'read', 'operate', 'administer'])
    key[scope] = (await makeKey({ scopes: [scope] })).secret;
  const all = ['ingest', 'read', 'operate', 'administer'];
  key.other = (await makeKey({ name: 'of another', scopes: all, project: 'other' })).secret;
  const revoked = await makeKey({ scopes: all });
  await asRoot('DELETE', `/api/v1/keys/${revoked.id}`);
  const expired = await makeKey({ scopes: all, expires_at: new Date(Date.now() + 60_000).toISOString() });
  await queryStore(hub, 'UPDATE api_keys SET expires_at = now() WHERE id = $1', [expired.id]);
  const [head = ''] = [expired.secret.slice(0, -43)];
  Object.assign(key, {
    revoked: revoked.secret,
    expired: expired.secret,
    'of another secret': head + randomBytes(32).toString('base64url'),
    unknown: `obs_0123456789abcdef_${randomBytes(32).toString('base64url')}`,
    wrong: 'another-root-key-of-this-test',
  });
  await plant();
  for (const role of ['viewer', 'operator', 'admin'])
    cookie[role] = await signedInPerson(hub, `${MARKER}-${role}`, { default: role });
  cookie.stranger = await signedInPerson(hub, `${MARKER}-stranger`, {});
});
afterAll(async () => {
  await hub.remove();
  stack.close();
});

/** Puts something into the first project of every kind that a route shows. */
async function plant(): Promise<void> {
  await sendSpans(
    hub,
    [
      run.span({ failure: { type: 'Broken', message: `${MARKER} broke` } }),
      run.chat({ 'gen_ai.request.model': `${MARKER}-model` }),
      run.child({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': `${MARKER}-tool` }),
    ],
    `${MARKER}-service`,
  );
  await sendRecords(hub, [run.event('log', { attributes: { said: `${MARKER} said` } })], `${MARKER}-service`);
  await asRoot('PUT', `/api/v1/budgets/${MARKER}`, { period: 'day', limit_usd: 1 });
  await asRoot('PUT', `/api/v1/workflows/${MARKER}`, {
    definition: { steps: [{ name: `${MARKER}-agent` }] },
  });
  await asRoot('POST', '/api/v1/alerts/rules', { name: MARKER, condition: 'event_count', threshold: 500 });
  await asRoot('POST', '/api/v1/silences', {
    matchers: [{ name: 'alertname', value: MARKER }],
    ends_at: new Date(Date.now() + 3_600_000).toISOString(),
    comment: MARKER,
  });
  await asRoot('POST', '/api/v1/views', { name: MARKER, page: 'executions', search: `q=agent:${MARKER}` });
  await asRoot('POST', '/api/v1/boards', { name: MARKER, description: MARKER, range: null, panels: [] });
  await asRoot('PUT', `/api/v1/notifications/channels/${MARKER}`, {
    kind: 'webhook',
    url: `https://${MARKER}.example/hook`,
    signing_key: 'a-signing-key-of-the-test',
  });
  await asRoot('PUT', `/api/v1/memory/${MARKER}-agent/default/${MARKER}`, { content: `${MARKER} kept` });
  await asRoot('POST', '/api/v1/alerts/alertmanager', {
    version: '4',
    alerts: [
      {
        status: 'firing',
        fingerprint: 'ab12ab12ab12ab12',
        labels: { alertname: `${MARKER}-alert`, severity: 'warning' },
        annotations: { summary: MARKER },
        startsAt: new Date().toISOString(),
      },
    ],
  });
  await eventually(async () => {
    const { text } = await ask('GET', `/api/v1/executions?q=${run.id}`, { 'x-api-key': ROOT });
    expect(text).toContain(run.id);
  });
}

const headersOf = {
  key: (name: string) => ({ 'x-api-key': key[name] ?? '' }),
  cookie: (name: string) => ({ cookie: cookie[name] ?? '' }),
  none: () => ({}),
} as const;

/** Asks every route, some at a time, and tells of each how it was met. */
async function met(
  headers: Record<string, string>,
  chosen: readonly Operation[] = operations,
): Promise<Map<string, 'in' | 401 | 403>> {
  const outcomes = new Map<string, 'in' | 401 | 403>();
  const waiting = [...chosen];
  const worker = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const path = next.path.replace(/\{\w+\}/g, '0');
      const { status } = await ask(next.method, path, headers);
      outcomes.set(next.name, status === 401 || status === 403 ? status : 'in');
    }
  };
  await Promise.all(Array.from({ length: 12 }, worker));
  return outcomes;
}

/** What differs between how routes were met and how they should be. */
function wrongOf(
  outcomes: ReadonlyMap<string, unknown>,
  expected: (needed: Needed, name: string) => 'in' | 401 | 403,
): string[] {
  return [...outcomes].flatMap(([name, outcome]) => {
    const needed = needs.get(name);
    if (needed === undefined) return [];
    const right = expected(needed, name);
    return right === outcome ? [] : [`${name} needs ${needed}: expected ${right}, got ${outcome}`];
  });
}

test('every route that the hub has is in the table, and nothing else', () => {
  const names = operations.map(({ name }) => name);
  expect(names.filter((name) => !needs.has(name))).toEqual([]);
  expect([...needs.keys()].filter((name) => !names.includes(name))).toEqual([]);
});

test('without a key nothing is open but what is public', async () => {
  expect(wrongOf(await met(headersOf.none()), (needed) => (needed === 'public' ? 'in' : 401))).toEqual([]);
});

test.each(['wrong', 'unknown', 'of another secret', 'expired', 'revoked'])(
  'a key that is %s opens nothing',
  async (name) => {
    expect(wrongOf(await met(headersOf.key(name)), (needed) => (needed === 'public' ? 'in' : 401))).toEqual(
      [],
    );
  },
);

test.each(['ingest', 'read', 'operate', 'administer'] as const)(
  'a key with the scope %s opens what needs it, and nothing else',
  async (scope) => {
    expect(
      wrongOf(await met(headersOf.key(scope)), (needed) =>
        needed === 'public' || needed === 'known' || needed === scope ? 'in' : 403,
      ),
    ).toEqual([]);
  },
);

test.each([
  ['viewer', ['read']],
  ['operator', ['read', 'operate']],
  ['admin', ['read', 'operate', 'administer']],
  ['stranger', []],
] as const)('a person who is %s of the project may %s', async (role, scopes) => {
  // Those that end the session itself come last, in tests of their own.
  const chosen = operations.filter(({ name }) => !['signOut', 'endLogin'].includes(name));
  expect(
    wrongOf(await met(headersOf.cookie(role), chosen), (needed) =>
      needed === 'public' || needed === 'known' || scopes.some((scope) => scope === needed) ? 'in' : 403,
    ),
  ).toEqual([]);
});

test('a key of another project opens all but what is of the whole hub', async () => {
  expect(
    wrongOf(await met(headersOf.key('other')), (_needed, name) => (hubWide.has(name) ? 403 : 'in')),
  ).toEqual([]);
});

test('a key or person of one project cannot name another one', async () => {
  const outcomes = await Promise.all([
    ask('GET', '/api/v1/executions', { ...headersOf.key('other'), 'x-observatory-project': 'default' }),
    ask('GET', '/api/v1/executions', { ...headersOf.key('read'), 'x-observatory-project': 'other' }),
    ask('GET', '/api/v1/executions', { ...headersOf.cookie('viewer'), 'x-observatory-project': 'other' }),
    ask('PUT', '/api/v1/session', headersOf.cookie('viewer'), { project: 'other' }),
    ask('PUT', '/api/v1/session', headersOf.key('other'), { project: 'default' }),
    ask('GET', '/api/v1/keys?project=default', headersOf.key('other')),
    ask('GET', '/api/v1/members?project=default', headersOf.key('other')),
    ask('GET', '/api/v1/sign-ins?project=default', headersOf.key('other')),
    ask('POST', '/api/v1/keys', headersOf.key('other'), {
      name: 'x',
      scopes: ['read'],
      project: 'default',
    }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(9).fill(403));
});

/** What the path of a route names, as it is in the first project. */
const placesOf: readonly (readonly [RegExp, (path: string) => string])[] = [
  [/executions|\/traces\/\{id\}/, (path) => path.replace(/\{(id|execution_id)\}/, run.id)],
  [/\/traces\/\{trace_id\}/, (path) => path.replace('{trace_id}', run.traceId)],
  [/\/users\//, (path) => path.replace(/\{\w+\}/, `${MARKER}-user`)],
  [/\/sessions\//, (path) => path.replace(/\{\w+\}/, `${MARKER}-session`)],
  [/\/agents\//, (path) => path.replace(/\{\w+\}/, `${MARKER}-agent`)],
  [/\/memory\//, (path) => path.replace('{agent}/{store}/{record}', `${MARKER}-agent/default/${MARKER}`)],
];
const pathOf = ({ path }: Operation): string => {
  const filled = placesOf.find(([form]) => form.test(path))?.[1](path) ?? path;
  return filled.replace('{sequence}', '1').replace(/\{\w+\}/g, MARKER);
};
/** What an answer repeats of its question is no leak. */
const withoutEcho = (text: string, path: string) =>
  decodeURIComponent(path)
    .split(/[/?=&]/)
    .filter((part) => part.includes(MARKER))
    .reduce((rest, part) => rest.replaceAll(part, ''), text);

test('no route shows anything of one project to a key of another', async () => {
  const reads = operations.filter(({ method, path }) => method === 'GET' && !/\/ws\b/.test(path));
  const leaks: string[] = [];
  let shown = 0;
  const waiting = reads.flatMap((operation) => [pathOf(operation), operation.path.replace(/\{\w+\}/g, '0')]);
  const worker = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const theirs = await ask('GET', path, headersOf.key('other'));
      const rest = withoutEcho(theirs.text, path);
      if (rest.includes(MARKER))
        leaks.push(`${path}: …${rest.slice(Math.max(0, rest.indexOf(MARKER) - 80))}`.slice(0, 300));
      const own = await ask('GET', path, { 'x-api-key': ROOT });
      if (withoutEcho(own.text, path).includes(MARKER)) shown += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect(leaks).toEqual([]);
  // The marker is there to be seen: most of these routes show it to a key of its own project.
  expect(shown).toBeGreaterThan(25);
});

test('what a key of another project changes is not of this one', async () => {
  const theirs = headersOf.key('other');
  const statuses = await Promise.all(
    [
      ['DELETE', `/api/v1/budgets/${MARKER}`],
      ['DELETE', `/api/v1/memory/${MARKER}-agent/default/${MARKER}`],
      ['POST', `/api/v1/executions/${run.id}/feedback`],
    ].map(([method = '', path = '']) => ask(method, path, theirs, { rating: 'up' })),
  );
  expect(statuses.map(({ status }) => status < 300)).toEqual([false, false, false]);
  const { keys } = await asRoot('GET', '/api/v1/keys');
  for (const { id } of keys as { id: string }[])
    expect((await ask('DELETE', `/api/v1/keys/${id}`, theirs)).status).toBe(404);
  expect((await ask('GET', '/api/v1/budgets', { 'x-api-key': ROOT })).text).toContain(MARKER);
});

test('a trace of the same id in another project shows none of this one, nor what Loki and Prometheus know', async () => {
  const theirs = headersOf.key('other');
  const own = new AgentRun({ name: 'theirs', attributes: { 'user.id': 'theirs' } }).span().attributes ?? {};
  const body = tracesBody('theirs', [{ ...run.span(), name: 'theirs', attributes: own }]);
  expect((await ask('POST', '/v1/traces', theirs, body)).status).toBe(200);
  const paths = [
    `/api/v1/executions/${run.id}`,
    `/api/v1/observability/traces/${run.traceId}`,
    '/api/v1/analysis/resources',
    '/api/v1/executions',
  ];
  await eventually(async () =>
    expect((await ask('GET', '/api/v1/executions', theirs)).text).toContain(run.id),
  );
  for (const path of paths) {
    const { status, text } = await ask('GET', path, theirs);
    expect([path, status, text.includes(MARKER)]).toEqual([path, 200, false]);
    expect((await ask('GET', path, { 'x-api-key': ROOT })).text).toContain(MARKER);
  }
  const erased = JSON.parse((await ask('DELETE', '/api/v1/users/theirs?confirm=theirs', theirs)).text) as {
    id: string;
  };
  await eventually(async () => {
    const { text } = await ask('GET', `/api/v1/erasures/${erased.id}`, theirs);
    expect(JSON.parse(text).elsewhere.loki).toContain('not asked');
  });
  expect(deletions).toEqual([]);
});
