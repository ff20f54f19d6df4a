import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import openApi from '../../hub/openapi.json' with { type: 'json' };
import { errorTable } from '../../hub/src/errors.ts';
import { AgentRun } from '../support/agent-run.ts';
import { get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * Whatever comes to a parameter or a body of any route of the OpenAPI document, the hub neither fails nor leaves its
 * caller alone: below 500, and each refusal with its code, what was expected, and where. RUNS asks more often.
 */
const RUNS = Number(process.env.RUNS ?? 3);

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string; readonly enum?: readonly string[] };
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
}
const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    method,
    path,
    parameters: operation.parameters ?? [],
    hasBody: operation.requestBody !== undefined,
  })),
);

const hostile = [
  ...['', ' ', '0', '-1', '1', '1.5', '1e3', '-0', 'NaN', 'Infinity', '1e308', '-1e308', '1e-308', '0x10'],
  ...['2147483648', '9007199254740993', '-9007199254740993', '9'.repeat(40), '0'.repeat(16)],
  ...[
    '\0',
    'a\0b',
    '💥',
    '👩‍👩‍👧',
    '\u202Etxt',
    '\uFEFF',
    'ﬀ',
    '\n',
    "' OR 1=1 --",
    '%',
    '\\',
    '"',
    '$1',
    '*',
    ',',
    ',,a',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'true', '[]', '{}'],
  ...[
    '../../etc/passwd',
    'x'.repeat(300),
    'x'.repeat(1900),
    '💥'.repeat(200),
    'ab'.repeat(24),
    'ab'.repeat(16),
  ],
  ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
  ...[
    '9999-12-31T23:59:59Z',
    '+275760-09-13T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '2999-01-01',
    '2026-02-30',
  ],
  ...['2026-01-01T00:00:00+99:99', '2016-12-31T23:59:60Z', '12:00', 'now', 'yesterday', '1700000000000'],
  ...[
    'agent:',
    ':a',
    '()',
    '('.repeat(500),
    'not '.repeat(300),
    'cost:>1e308',
    'duration:<-1s',
    'since:99999999d',
  ],
  ...[
    'text:"',
    'a:b or',
    'started:>0001-01-01',
    'attr.__proto__:1',
    'score.x:>NaN',
    'tokens:>1e400',
    '-agent:x',
  ],
];

const nowMs = Date.now();
const at = (ms: number) => new Date(nowMs + ms).toISOString();
const run = new AgentRun({
  name: 'planner',
  startMs: nowMs - 60_000,
  attributes: { 'user.id': 'ada', 'session.id': 's1' },
});
const others = Array.from(
  { length: 4 },
  (_, i) => new AgentRun({ name: `agent-${i}`, startMs: nowMs - 50_000 + i }),
);

let hub: TestHub;
let cursors: string[] = [];
const logged: string[] = [];

beforeAll(async () => {
  hub = await startTestHub({}, undefined, { log: (line) => logged.push(line) });
  await sendSpans(hub, [
    run.span({ failure: { type: 'TimeoutError', message: 'too late' } }),
    run.chat(),
    run.tool('search'),
    ...others.flatMap((other) => [other.span(), other.chat()]),
  ]);
  await sendRecords(hub, [run.start(), run.end()]);
  await eventually(async () => {
    expect(await get<object>(hub, '/api/v1/executions/count')).toMatchObject({ count: 5 });
  });
  cursors = await allCursors();
});
afterAll(() => hub.remove());

/** A cursor of each list and each order of it, as it is and spoilt. */
async function allCursors(): Promise<string[]> {
  const found: string[] = [];
  for (const { method, path, parameters } of operations) {
    if (method !== 'get' || !parameters.some(({ name }) => name === 'cursor')) continue;
    const sorts = parameters.find(({ name }) => name === 'sort')?.schema.enum ?? [''];
    for (const sort of sorts) {
      if (path.endsWith('/stream')) continue;
      const answer = await fetch(`${hub.url}${path}?limit=1${sort && `&sort=${sort}`}`);
      const cursor = /"next_cursor":"([^"]+)"/.exec(await answer.text())?.[1];
      if (cursor !== undefined) found.push(cursor);
    }
  }
  const spoilt = found.flatMap((cursor) => {
    const text = Buffer.from(cursor, 'base64url').toString();
    return [
      cursor.slice(0, -3),
      `${cursor}AAAA`,
      ...[
        text.replace(/\d{6,}/g, '99999999999999999'),
        text.replace(/\d+/g, '-1'),
        text.replace(/"/g, ''),
      ].map((changed) => Buffer.from(changed).toString('base64url')),
    ];
  });
  return [...found, ...spoilt];
}

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly type?: string;
}

/** Sends it and says what is wrong with the answer; null where all is well. */
async function faultOf({ method, url, body, type }: Sent): Promise<string | null> {
  const stop = new AbortController();
  const response = await fetch(hub.url + url, {
    method: method.toUpperCase(),
    signal: stop.signal,
    ...(body !== undefined && { body, headers: { 'content-type': type ?? 'application/json' } }),
  });
  const { status } = response;
  if (status < 400) {
    // Streams do not end by themselves.
    stop.abort();
    return null;
  }
  const text = await response.text();
  if (status >= 500) return `${status}: ${text}`;
  const { code, message, where } = JSON.parse(text).error ?? {};
  if (!(code in errorTable) || typeof message !== 'string' || message.length < 10)
    return `says nothing: ${text}`;
  if (message.length > 1000) return `repeats what came: ${message.length} characters`;
  // Time that runs out is no one's place: a limit of a millisecond is taken, and may be too short.
  const hasPlace = status === 400 || (status === 422 && code !== 'OBS_QUERY_TOO_WIDE');
  return hasPlace && where === undefined ? `does not say where: ${text}` : null;
}

const places: Readonly<Record<string, string>> = {
  id: run.id,
  trace_id: run.traceId,
  execution_id: run.id,
  name: 'planner',
  sequence: '0',
  fingerprint: 'c0ffee00c0ffee00',
};
const query = (name: string, value: string) => `${name}=${encodeURIComponent(value)}`;
const fill = (path: string, name?: string, value = '') =>
  path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(key === name ? value : (places[key] ?? 'x')),
  );
/** What a route cannot do without. */
const needed = (path: string, but: string) =>
  [
    ...(path === '/api/v1/cost' ? [['by', 'agent']] : []),
    ...(path === '/api/v1/compare/traces'
      ? [
          ['a', run.id],
          ['b', run.id],
        ]
      : []),
    ...(path === '/api/v1/compare/groups'
      ? [
          ['a', 'agent:planner'],
          ['b', 'agent:agent-1'],
        ]
      : []),
    ...(path === '/api/v1/analysis/forecasts'
      ? [
          ['metric', 'load'],
          ['horizon', '24h'],
        ]
      : []),
    ...(path.endsWith('/difference')
      ? [
          ['from', '0'],
          ['to', '1'],
        ]
      : []),
  ]
    .filter(([name]) => name !== but)
    .map(([name = '', value = '']) => query(name, value));

const cases = operations.flatMap(({ method, path, parameters }) =>
  parameters.map((parameter) => ({ method, path, parameter, all: parameters })),
);

describe.concurrent('a parameter with nonsense in it is refused with its place, or answered', () => {
  test.each(cases)('$method $path: $parameter.name', async ({ method, path, parameter, all }) => {
    const value = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...hostile) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
      {
        weight: parameter.name === 'cursor' ? 20 : 1,
        arbitrary: fc.nat().map((n) => cursors[n % cursors.length] ?? ''),
      },
    );
    const names = all.filter((one) => one.in === 'query').map(({ name }) => name);
    const extra =
      names.length === 0 ? fc.constant(null) : fc.option(fc.tuple(fc.constantFrom(...names), value));
    await fc.assert(
      fc.asyncProperty(value, extra, async (given, also) => {
        const isPath = parameter.in === 'path';
        const parts = needed(path, isPath ? '' : parameter.name);
        if (!isPath) parts.push(query(parameter.name, given));
        // The same once more, or another one that fits ill.
        if (also) parts.push(query(also[0], also[1]));
        const url = `${fill(path, isPath ? parameter.name : undefined, given)}?${parts.join('&')}`;
        expect([url, await faultOf({ method, url })]).toEqual([url, null]);
      }),
      { numRuns: Math.max(RUNS, parameter.name === 'cursor' ? 4 * RUNS : RUNS) },
    );
  });
});

describe.concurrent('a query that is malformed as a whole is refused with its place', () => {
  const routes = operations.filter(({ method, path }) => method === 'get' && !/stream|\/ws/.test(path));
  test.each(routes)('$path', async ({ path, parameters }) => {
    const [first] = parameters.filter((one) => one.in === 'query');
    const name = first?.name ?? 'limit';
    const figures = parameters.filter(({ schema }) => schema.type === 'integer' || schema.type === 'number');
    const times = parameters.some((one) => one.name === 'minutes');
    const urls = [
      ...[
        `${name}=1&${name}=2`,
        `${name}[]=1`,
        `${name}[__proto__]=1`,
        '__proto__=1',
        'constructor=1',
        'nonsense=1',
      ],
      ...[
        '%zz=%zz',
        `${name}=%ED%A0%80`,
        `${name}=%00`,
        '&&&=',
        `${'a=1&'.repeat(2000)}`,
        `${name}=${'x'.repeat(8000)}`,
      ],
      ...figures.flatMap((one) =>
        ['Infinity', '-Infinity', 'NaN', '1e308'].map((text) => `${one.name}=${text}`),
      ),
      ...(times
        ? [
            `from=${at(0)}&to=${at(-1000)}`,
            `from=${at(86_400_000)}`,
            `to=${at(86_400_000)}`,
            `from=${at(-1000)}&minutes=1`,
          ]
        : []),
      ...(times ? ['from=1970-01-01T00:00:00Z', 'to=0001-01-01T00:00:00Z', 'from=9999-12-31T00:00:00Z'] : []),
    ];
    for (const given of urls) {
      const url = `${fill(path)}?${[...needed(path, ''), given].join('&')}`;
      expect([url.slice(0, 200), await faultOf({ method: 'get', url })]).toEqual([url.slice(0, 200), null]);
    }
  });
});

describe('a body with nonsense in it is refused with its place, or taken', () => {
  const rule = {
    condition: 'error_rate',
    threshold: 0.5,
    window: '5m',
    severity: 'info',
    for: '1m',
    statistic: 'p95',
    metric: null,
    filter: { agent: 'planner' },
    group_by: 'agent',
    min_events: 1,
    runbook_url: 'https://example.com',
  };
  const channel = {
    kind: 'webhook',
    url: 'https://hooks.invalid/x',
    signing_key: 'sixteen-letters-or-more',
    matchers: [{ label: 'agent', op: '=~', value: 'a.*' }],
    quiet_hours: {
      days: ['mon'],
      from: '22:00',
      to: '07:00',
      time_zone: 'Europe/Berlin',
      passes: null,
      held: 'drop',
    },
    repeat_every: 3600,
    to: ['a@example.com'],
  };
  const view = { name: 'n', page: 'executions', search: 'q=x' };
  const board = {
    name: 'n',
    description: 'd',
    range: '24h',
    panels: [{ id: 'a', panel: 'cost', title: 't', width: 2, options: { top: 5, by: 'agent', live: true } }],
  };
  const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'post /api/observability/health': { action: 'refold', id: run.id, minutes: 1 },
    'post /api/v1/alerts/alertmanager': {
      version: '4',
      status: 'firing',
      receiver: 'hub',
      alerts: [],
      groupKey: 'g',
    },
    'post /api/v1/session': { key: 'k' },
    'post /api/v1/executions/{id}/feedback': { score: 1, name: 'n', label: 'l', comment: 'c', user_id: 'u' },
    'put /api/v1/budgets/{name}': { period: 'day', limit_usd: 10, by: 'agent', value: 'planner' },
    'put /api/v1/memory/{agent}/{store}/{record}': { content: { likes: 'tea' }, metadata: { by: 'ada' } },
    'put /api/v1/workflows/{name}': { definition: { steps: [] } },
    'post /api/v1/alerts/rules': { name: 'n', ...rule },
    'post /alerts/rules': { name: 'm', ...rule },
    'put /api/v1/alerts/rules/{name}': rule,
    'put /alerts/rules/{name}': rule,
    'patch /api/v1/alerts/rules/{name}': rule,
    'patch /alerts/rules/{name}': rule,
    'post /api/v1/alerts/rules/preview': {
      ...rule,
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
    },
    'post /api/v1/alerts/{id}/acknowledge': { comment: 'c' },
    'post /api/v1/alerts/{id}/resolve': { comment: 'c' },
    'post /api/v1/silences': {
      matchers: [{ name: 'alertname', value: 'x' }],
      starts_at: '2026-01-01T00:00:00Z',
      ends_at: '2099-01-01T00:00:00Z',
      comment: 'c',
    },
    'post /api/v1/views': view,
    'put /api/v1/views/{id}': { ...view, updated_at: '2026-01-01T00:00:00Z' },
    'post /api/v1/boards': board,
    'put /api/v1/boards/{id}': { ...board, updated_at: '2026-01-01T00:00:00Z' },
    'post /api/v1/notifications/channels': { name: 'n', ...channel },
    'put /api/v1/notifications/channels/{name}': channel,
    'post /api/v1/notifications/deliveries/resend': { channel: 'n' },
    'post /api/v1/notifications/push/subscriptions': {
      endpoint: 'https://push.invalid/1',
      expirationTime: null,
      keys: { p256dh: 'BA', auth: 'AA' },
    },
    'delete /api/v1/notifications/push/subscriptions': { endpoint: 'https://push.invalid/1' },
    'put /api/v1/session': { project: 'default' },
    'post /api/v1/keys': {
      name: 'n',
      scopes: ['read'],
      expires_at: '2099-01-01T00:00:00Z',
      project: 'default',
    },
    'post /api/v1/keys/{id}/rotate': { overlap_seconds: 1 },
    'post /api/v1/projects': { id: 'p' },
    'put /api/v1/members/{person_id}': { role: 'viewer' },
    'put /api/v1/redaction/rules/{name}': {
      pattern: 'C-[0-9]{6}',
      replacement: '[customer]',
      kinds: ['span'],
      keys: ['k'],
      enabled: true,
    },
    'post /api/v1/redaction/test': { sample: { text: 't' }, kind: 'span', rules: [] },
    'post /api/v1/sql': { sql: 'SELECT 1', max_rows: 1, timeout_ms: 1000, format: 'json' },
    'put /api/v1/encryption/job': { state: 'paused' },
  };
  const deep = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);
  const wholes = [
    ...[
      '',
      ' ',
      'null',
      '1',
      '1e999',
      '"x"',
      '[]',
      '{',
      '{"a":',
      '\0',
      '💥',
      '{"__proto__":{"a":1}}',
      'x'.repeat(10_000),
    ],
    ...[
      '{"constructor":{"prototype":{"a":1}}}',
      '{"__proto__":null}',
      deep(100_000),
      deep(5000, '{"a":', '}'),
    ],
    ...['{"a":1,"a":2}', `{"${'k'.repeat(10_000)}":1}`, '{"\\ud800":1}', '\uFEFF{}'],
  ];
  const values = [
    ...[
      'null',
      '""',
      '"\\u0000"',
      '"a\\u0000b"',
      '"💥"',
      '"\\ud800"',
      '-1',
      '1e308',
      '-1e308',
      '1e999',
      '1.5',
      '0',
      'true',
    ],
    ...[
      '[]',
      '{}',
      '[[]]',
      '{"__proto__":{"x":1}}',
      '{"a":"\\u0000"}',
      '{"\\u0000":1}',
      deep(2000),
      deep(2000, '{"a":', '1}'),
    ],
    ...[
      `"${'x'.repeat(100_000)}"`,
      '"0001-01-01T00:00:00Z"',
      '"+275760-09-13T00:00:00Z"',
      '9007199254740993',
    ],
    ...['{"a":"\\ud800"}', '[1e308,-1e308]', '"agent:x"', '{"agent":"\\u0000"}'],
  ];
  const types = [
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'multipart/form-data',
    'x',
  ];
  const withBody = operations.filter(({ hasBody }) => hasBody);

  test('of every route that takes one', () => {
    expect(withBody.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      Object.keys(bodies).toSorted(),
    );
  });

  test.each(withBody)('$method $path', async ({ method, path }) => {
    const known = bodies[`${method} ${path}`] ?? {};
    const url = fill(path);
    const sent: Sent[] = wholes.map((body) => ({ method, url, body }));
    for (const type of types) sent.push({ method, url, body: JSON.stringify(known), type });
    for (const name of Object.keys(known)) {
      const rest = JSON.stringify({ ...known, [name]: '@@' });
      for (const value of values) sent.push({ method, url, body: rest.replace('"@@"', () => value) });
    }
    sent.push({ method, url, body: JSON.stringify({ ...known, big: 'x'.repeat(16_000_000) }) });
    for (const one of sent) {
      const what = `${one.body?.slice(0, 150)} as ${one.type}`;
      expect([what, await faultOf(one)]).toEqual([what, null]);
    }
  });
});

test('nothing of all that is a fault of the hub in its log', () => {
  expect(logged.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
});
