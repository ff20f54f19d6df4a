import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { postJson } from '../support/otlp-json.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

/** All tables of the hub as text. */
async function dump(): Promise<string> {
  const tables = await queryStore<{ name: string }>(
    hub,
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const [row] = await queryStore<{ text: string | null }>(
      hub,
      `SELECT string_agg(t::text, E'\n') AS text FROM ${name} AS t`,
    );
    texts.push(row?.text ?? '');
  }
  return texts.join('\n');
}

const send = async (method: string, path: string, body?: object) => {
  const response = await fetch(hub.url + path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
};
const putRule = (name: string, body: object) => send('PUT', `/api/v1/redaction/rules/${name}`, body);
const tryOut = (body: object) => send('POST', '/api/v1/redaction/test', body);

/** A secret of its own for each place, in a form that services use. */
let planted = 0;
const secrets: string[] = [];
function secret(): string {
  planted += 1;
  const text = `sk-planted${String(planted).padStart(3, '0')}${'Zz9'.repeat(5)}`;
  secrets.push(text);
  return text;
}

describe('what is stored', () => {
  test('has no secret, whichever text of OTLP it came in', async () => {
    const text = (value: string) => ({ stringValue: value });
    const any = () => [
      { key: 'plain', value: text(`a ${secret()} b`) },
      { key: 'list', value: { arrayValue: { values: [text(secret()), { intValue: 1 }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'deep', value: text(secret()) }] } } },
      { key: 'json', value: text(JSON.stringify({ arguments: JSON.stringify({ password: secret() }) })) },
      { key: 'db.password', value: text('planted horse battery') },
      { key: 'pin.password', value: { intValue: 918273645 } },
      {
        key: 'named',
        value: { kvlistValue: { values: [{ key: 'apiKey', value: text('planted in a member') }] } },
      },
    ];
    const resource = { attributes: [{ key: 'service.name', value: text('shop') }, ...any()] };
    const scope = { name: `scope ${secret()}`, version: secret(), attributes: any() };
    const run = new AgentRun();
    const nano = String(BigInt(run.startMs) * 1_000_000n);
    const ids = { traceId: run.traceId, spanId: newSpanId() };
    const traces = await postJson(`${hub.url}/v1/traces`, {
      resourceSpans: [
        {
          resource,
          scopeSpans: [
            {
              scope,
              spans: [
                {
                  ...ids,
                  name: `GET /?key=${secret()}`,
                  kind: 1,
                  startTimeUnixNano: nano,
                  endTimeUnixNano: nano,
                  status: { code: 2, message: `failed with ${secret()}` },
                  attributes: any(),
                  events: [{ name: `event ${secret()}`, timeUnixNano: nano, attributes: any() }],
                  links: [{ ...ids, attributes: any() }],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(traces.status).toBe(200);
    const logs = await postJson(`${hub.url}/v1/logs`, {
      resourceLogs: [
        {
          resource,
          scopeLogs: [
            {
              scope,
              logRecords: [
                {
                  ...ids,
                  timeUnixNano: nano,
                  severityText: secret(),
                  body: text(secret()),
                  attributes: any(),
                },
                {
                  timeUnixNano: nano,
                  body: { kvlistValue: { values: [{ key: 'secret', value: text('planted in a body') }] } },
                },
                {
                  ...ids,
                  timeUnixNano: nano,
                  eventName: 'observatory.snapshot',
                  body: text(secret()),
                  attributes: [
                    ...any(),
                    { key: 'observatory.execution.id', value: text(run.id) },
                    { key: 'observatory.execution.start_unix_us', value: { intValue: run.startMs * 1000 } },
                    { key: 'observatory.snapshot.sequence', value: { intValue: 0 } },
                    {
                      key: 'observatory.snapshot.state',
                      value: text(JSON.stringify({ token: secret(), password: 918273645, open: true })),
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(logs.status).toBe(200);
    const metrics = await postJson(`${hub.url}/v1/metrics`, {
      resourceMetrics: [
        {
          resource,
          scopeMetrics: [
            {
              scope,
              metrics: [
                {
                  name: 'planted',
                  gauge: { dataPoints: [{ timeUnixNano: nano, asDouble: 1, attributes: any() }] },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(metrics.status).toBe(200);
    const alerts = await send('POST', '/api/v1/alerts/alertmanager', {
      version: '4',
      status: 'firing',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'Planted' },
          annotations: { summary: `a key ${secret()} leaked` },
          startsAt: new Date().toISOString(),
          endsAt: '0001-01-01T00:00:00Z',
          fingerprint: 'planted',
        },
      ],
    });
    expect(alerts.status).toBeLessThan(300);
    await eventually(async () => {
      const [row] = await queryStore<{ n: number }>(hub, 'SELECT count(*)::int AS n FROM fold_queue');
      expect(row?.n).toBe(0);
    });
    const stored = await dump();
    for (const one of secrets) expect(stored).not.toContain(one);
    expect(stored).not.toMatch(/planted horse|918273645|planted in a/);
    expect(stored).toContain('[redacted]');
    const [snapshot] = await queryStore<{ state: string }>(hub, 'SELECT state FROM execution_snapshots');
    expect(JSON.parse(snapshot?.state ?? '')).toEqual({
      token: '[redacted]',
      password: '[redacted]',
      open: true,
    });
  });

  test('keeps names and ids as they came, even where they look like a secret', async () => {
    const run = new AgentRun({ name: 'secret: keeper', attributes: { 'user.id': 'password=anna' } });
    await sendSpans(hub, [run.span()]);
    const found = await eventually(async () => {
      const one = await listed(hub, run.id);
      expect(one).toBeDefined();
      return one;
    });
    expect(found).toMatchObject({ name: 'secret: keeper', user_id: 'password=anna' });
  });
});

describe('rules that users add', () => {
  test('take out what they find, at once, in what they name alone', async () => {
    expect((await putRule('customer', { pattern: 'C-[0-9]{6}', replacement: '[customer]' })).status).toBe(
      200,
    );
    expect(
      (await putRule('note', { pattern: '.+', replacement: '-', keys: ['app.note'], kinds: ['span'] })).body,
    ).toMatchObject({ name: 'note', kinds: ['span'], keys: ['app.note'], enabled: true });
    const run = new AgentRun({
      attributes: { 'app.note': 'anything', text: 'for C-123456', 'user.id': 'C-123456' },
    });
    await sendSpans(hub, [run.span()]);
    await sendRecords(hub, [
      { timeMs: run.startMs, body: 'of C-654321', attributes: { 'app.note': 'stays', marker: run.id } },
    ]);
    const [span] = await queryStore<{ attributes: object }>(
      hub,
      'SELECT observatory_attributes(spans) AS attributes FROM spans WHERE trace_id = $1',
      [Buffer.from(run.traceId, 'hex')],
    );
    expect(span?.attributes).toMatchObject({
      'app.note': '-',
      text: 'for [customer]',
      'user.id': 'C-123456',
    });
    const [log] = await queryStore<{ body: string; attributes: object }>(
      hub,
      "SELECT body, attributes FROM logs WHERE attributes->>'marker' = $1",
      [run.id],
    );
    expect(log).toMatchObject({ body: 'of [customer]', attributes: { 'app.note': 'stays' } });
    const metrics = String((await ask(hub, '/metrics')).body);
    expect(metrics).toMatch(/observatory_redactions_total\{rule="customer"\} 2/);
    expect(metrics).toMatch(/observatory_redactions_total\{rule="note"\} 1/);
    const { rules } = await get<{ rules: { name: string }[] }>(hub, '/api/v1/redaction/rules');
    expect(rules.map(({ name }) => name)).toEqual(['customer', 'note']);
    expect((await send('DELETE', '/api/v1/redaction/rules/note')).status).toBe(204);
    expect((await send('DELETE', '/api/v1/redaction/rules/note')).body.error.code).toBe(
      'OBS_REDACTION_RULE_NOT_FOUND',
    );
  });

  test('are tried on a sample, of which nothing is stored', async () => {
    const answer = await tryOut({
      sample: { text: 'try C-111111 with sk-tryout0123456789abcdef', 'gen_ai.agent.name': 'C-222222' },
      rules: [{ name: 'word', pattern: '(?i)\\btry\\b', replacement: '$$' }],
    });
    expect(answer.body).toEqual({
      stored: { text: '$ [customer] with [redacted]', 'gen_ai.agent.name': 'C-222222' },
      matches: [
        { rule: 'secrets', count: 1 },
        { rule: 'customer', count: 1 },
        { rule: 'word', count: 1 },
      ],
    });
    expect((await tryOut({ sample: 'call C-333333 and C-444444' })).body).toEqual({
      stored: 'call [customer] and [customer]',
      matches: [{ rule: 'customer', count: 2 }],
    });
    expect(await dump()).not.toMatch(/C-111111|C-333333/);
  });

  test('are tried on a sample no larger than the hub can look through in a moment', async () => {
    const slow = { name: 'slow', pattern: '(?:a|b)*a(?:a|b){450}[0-9]', replacement: 'x' };
    const { status, body } = await tryOut({ sample: 'ab'.repeat(30_000), rules: [slow] });
    expect({ status, where: body.error.where }).toEqual({ status: 400, where: 'body.sample' });
    expect((await tryOut({ sample: 'ab'.repeat(100), rules: [slow] })).status).toBe(200);
  });

  test.each([
    ['a fault in its syntax', { pattern: 'ab(c' }, 'body.pattern'],
    ['a look ahead, which RE2 does not have', { pattern: 'a(?=b)' }, 'body.pattern'],
    [
      'more than a machine of its size may be',
      { pattern: '(?:[a-z]{1,100}x){1,10}[a-z]{1,900}' },
      'body.pattern',
    ],
    ['a pattern that finds nothing at all everywhere', { pattern: 'a*' }, 'body.pattern'],
    ['a group that is not there', { pattern: 'a(b)', replacement: '$2' }, 'body.replacement'],
    [
      'a replacement that it would find again',
      { pattern: 'acme', replacement: 'no acme' },
      'body.replacement',
    ],
    ['a group twice', { pattern: '(a+)', replacement: '$1$1' }, 'body.replacement'],
    ['a pattern that is too long', { pattern: 'a'.repeat(501) }, 'body.pattern'],
  ])('are refused with %s', async (_what, body, where) => {
    const { status, body: answer } = await putRule('bad', body);
    expect({ status, where: answer.error.where }).toEqual({ status: 400, where });
  });

  test('have names that metrics take as labels', async () => {
    expect((await putRule('Bad Name', { pattern: 'x' })).body.error.where).toBe('params.name');
    expect((await putRule('secrets', { pattern: 'x' })).body.error.where).toBe('params.name');
  });
});
