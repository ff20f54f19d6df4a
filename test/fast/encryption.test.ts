import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { postJson } from '../support/otlp-json.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** What content is marked with: nothing that is encoded or compressed has it by chance. */
const MARK = 'zqxMARKvj';
const newKey = () => randomBytes(32).toString('base64');
const keys = { a: newKey(), b: newKey(), c: newKey() };
const lines = (...ids: (keyof typeof keys)[]) => ids.map((id) => `${id}:${keys[id]}\n`).join('');

const folder = mkdtempSync(join(tmpdir(), 'observatory-keys-'));
const keyFile = join(folder, 'current', 'keys');
let version = 0;

/** As Kubernetes changes what it mounts: a new folder, and the link to it renamed over the old one. */
function mountKeys(text: string): void {
  version += 1;
  const data = join(folder, `data-${version}`);
  mkdirSync(data);
  writeFileSync(join(data, 'keys'), text);
  symlinkSync(data, join(folder, 'next'));
  renameSync(join(folder, 'next'), join(folder, 'current'));
}

interface State {
  on: boolean;
  keys: { id: string; loaded: boolean; seals: boolean; rows: number; share: number }[];
  plain: { rows: number; share: number };
  rows: number;
  job: { state: string; unreadable: number; resealed: number };
  error: string | null;
}

const pushKeys = {
  p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
  auth: 'A'.repeat(22),
};
const times = { everyMs: 30, graceMs: 30, job: { settleMs: 0, everyMs: 30 } };
const withKeys = { OBSERVATORY_ENCRYPTION_KEY_FILE: keyFile };
let hub: TestHub;
const stateOf = () => get<State>(hub, '/api/v1/encryption');
const jobTo = (state: string) =>
  fetch(`${hub.url}/api/v1/encryption/job`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state }),
  });
const put = (path: string, body: unknown, method = 'PUT') =>
  fetch(hub.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** The name of every field that holds content, in the order in which it was given a marker. */
let marked = 0;
function content(what: string): string {
  marked += 1;
  return `${what} ${MARK}${marked}`;
}

const run = new AgentRun({ name: 'planner', attributes: { 'user.id': 'ada', note: content('custom') } });
const failed = new AgentRun({ name: 'critic' });
const markers: Record<string, string> = {};
const mark = (what: string): string => (markers[what] ??= content(what));

/** A run with content wherever there may be any. */
async function sendContent(): Promise<void> {
  const memory = run.child(
    {
      'gen_ai.operation.name': 'upsert_memory',
      'gen_ai.memory.store.id': 'notes',
      'gen_ai.memory.records': JSON.stringify([
        { id: 'told', content: mark('memory told'), metadata: { topic: mark('memory metadata') } },
      ]),
    },
    { name: 'upsert_memory notes' },
  );
  await sendSpans(hub, [
    run.span({ attributes: { 'gen_ai.system_instructions': mark('instructions') } }),
    run.chat({
      'gen_ai.input.messages': JSON.stringify([
        { role: 'user', parts: [{ type: 'text', content: mark('prompt') }] },
      ]),
      'gen_ai.output.messages': mark('answer'),
      long: `${mark('long')} ${'and so on '.repeat(2000)}`,
    }),
    run.child({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'gen_ai.tool.call.arguments': mark('arguments'),
      'gen_ai.tool.call.result': mark('result'),
    }),
    memory,
    failed.span({ failure: { type: 'Refused', message: mark('status') } }),
    failed.child(
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'pay' },
      { failure: { type: 'Declined', message: mark('cause') } },
    ),
  ]);
  const other = { traceId: run.traceId, spanId: newSpanId(), parentSpanId: run.spanId };
  const at = `${run.startMs}000000`;
  const taken = await postJson(`${hub.url}/v1/traces`, {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          {
            spans: [
              {
                ...other,
                name: 'with events',
                kind: 1,
                startTimeUnixNano: at,
                endTimeUnixNano: at,
                events: [
                  {
                    timeUnixNano: at,
                    name: 'exception',
                    attributes: [{ key: 'exception.stacktrace', value: { stringValue: mark('stack') } }],
                  },
                ],
                links: [
                  {
                    traceId: 'ab'.repeat(16),
                    spanId: 'cd'.repeat(8),
                    attributes: [{ key: 'why', value: { stringValue: mark('link') } }],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  expect(taken.status).toBe(200);
  const place = { timeMs: run.startMs + 100, traceId: run.traceId, spanId: run.spanId };
  await sendRecords(hub, [
    run.start(),
    {
      ...run.event('step_start', { attributes: { 'observatory.step.name': 'plan', thought: mark('event') } }),
      body: mark('message'),
    },
    run.event('snapshot', {
      attributes: {
        'observatory.snapshot.sequence': 1,
        'observatory.snapshot.state': JSON.stringify({ thought: mark('state') }),
      },
    }),
    run.event('snapshot', {
      attributes: {
        'observatory.snapshot.sequence': 2,
        'observatory.snapshot.difference': JSON.stringify([
          { op: 'replace', path: '/thought', value: mark('difference') },
        ]),
      },
    }),
    run.end(),
    { ...place, body: mark('line'), attributes: { tag: mark('line attribute') } },
    {
      ...place,
      eventName: 'gen_ai.evaluation.result',
      attributes: {
        'gen_ai.evaluation.name': 'polite',
        'gen_ai.evaluation.score.value': 0.5,
        'gen_ai.evaluation.explanation': mark('explanation'),
      },
    },
  ]);
  await eventually(async () => {
    for (const { id } of [run, failed]) await get(hub, `/api/v1/executions/${id}`);
    const rows = await queryStore<{ status: string }>(
      hub,
      'SELECT status FROM agent_executions ORDER BY name',
    );
    expect(rows.map(({ status }) => status)).toEqual(['failed', 'completed']);
  });
  const answers = [
    await put('/api/v1/memory/planner/notes/given', {
      content: { text: mark('memory given') },
      metadata: { by: mark('metadata given'), 'user.id': 'ada' },
    }),
    await put(`/api/v1/executions/${run.id}/feedback`, { score: 1, comment: mark('comment') }, 'POST'),
  ];
  expect(answers.every(({ ok }) => ok)).toBe(true);
}

/** What the routes answer that show content, as one text. */
async function readContent(): Promise<string> {
  const trace = run.traceId;
  const fromMs = run.startMs - 60_000;
  const stretch = `start_time=${new Date(fromMs).toISOString()}`;
  const paths = [
    `/api/v1/executions/${run.id}`,
    `/api/v1/executions/${failed.id}`,
    `/api/v1/executions/${run.id}/snapshots`,
    `/api/v1/traces/${trace}`,
    `/api/v1/events?${stretch}&trace_id=${trace}`,
    '/api/v1/memory',
    '/api/v1/memory/planner/notes/given',
    '/api/v1/evaluations',
    '/api/v1/analysis/failures',
    '/api/v1/timeline',
    '/api/v1/executions?query=agent:critic',
  ];
  let text = '';
  for (const path of paths) {
    const answer = await ask(hub, path);
    if (answer.status === 404 && path === `/api/v1/traces/${trace}`) continue;
    expect([path, answer.status]).toEqual([path, 200]);
    text += JSON.stringify(answer.body);
  }
  return text;
}

/** Every row of every table, as PostgreSQL prints it. */
async function dump(): Promise<string> {
  const tables = await queryStore<{ name: string }>(
    hub,
    "SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r'",
  );
  let text = '';
  for (const { name } of tables)
    for (const { row } of await queryStore<{ row: string }>(hub, `SELECT t::text AS row FROM "${name}" t`))
      text += `${row}\n`;
  return text;
}

function* filesBelow(path: string): Generator<string> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) yield* filesBelow(full);
    else if (entry.isFile()) yield full;
  }
}

/** What the hub refuses to start with. */
const refusal = (env: Record<string, string>, dataDir = join(folder, 'unused')) =>
  startTestHub(env, dataDir, { sealing: times }).then(
    () => 'none',
    (error: Error) => error.message,
  );

beforeAll(async () => {
  mountKeys(lines('a'));
  hub = await startTestHub(withKeys, undefined, { sealing: times });
}, 120_000);

afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe('a hub with an encryption key', () => {
  test('gives content back by every route, and has none of it in its tables', async () => {
    await sendContent();
    const read = await readContent();
    for (const [what, text] of Object.entries(markers))
      expect([what, read.includes(text)]).toEqual([what, true]);
    expect(await dump()).not.toContain(MARK);
  }, 120_000);

  test('lets SQL views say of content that it is sealed', async () => {
    expect(
      await queryStore(hub, "SELECT error_type, error_message FROM views.executions WHERE name = 'critic'"),
    ).toEqual([{ error_type: 'Refused', error_message: 'sealed' }]);
  });

  test('shows SQL of an event which is sealed what is plain, and of its content nothing', async () => {
    const response = await put(
      '/api/v1/sql',
      {
        sql: `SELECT summary, payload, tags FROM events WHERE trace_id = '${run.traceId}' AND event_type = 'step_start'`,
      },
      'POST',
    );
    const { rows } = (await response.json()) as { rows: [string, string, string][] };
    const [[summary, payload, tags] = ['', '{}', '']] = rows;
    expect([summary, tags]).toEqual(['sealed', '{}']);
    expect(JSON.parse(payload)).toMatchObject({ 'gen_ai.agent.name': 'planner' });
    expect(payload).not.toContain('sealed');
    expect(JSON.stringify(rows)).not.toContain(MARK);
  });

  test('searches events by what is plain, and says so', async () => {
    const search = (words: string) =>
      get<{ events: unknown[]; note?: string }>(
        hub,
        `/api/v1/events?trace_id=${run.traceId}&search=${words}`,
      );
    const byContent = await search(MARK);
    expect(byContent.events).toEqual([]);
    expect(byContent.note).toContain('encrypted');
    expect((await search('step_start')).events).toHaveLength(1);
    expect((await search('planner')).events.length).toBeGreaterThan(1);
    expect(await get(hub, `/api/v1/events?trace_id=${run.traceId}`)).not.toHaveProperty('note');
  });

  test('opens nothing that was moved to another row, and says so in its place', async () => {
    const [line] = await queryStore<{ id: string; body: string }>(
      hub,
      "SELECT id, body FROM logs WHERE body <> '' LIMIT 1",
    );
    const setBody = (value: string, parameter: string | undefined) =>
      queryStore(hub, `UPDATE logs SET body = ${value} WHERE id = $1`, [
        line?.id,
        ...(parameter ? [parameter] : []),
      ]);
    await setBody("(SELECT message FROM observability_events WHERE type = 'step_start')", undefined);
    const { logs } = await get<{ logs: { message: string }[] }>(hub, `/api/v1/executions/${run.id}`);
    expect(logs.map(({ message }) => message).filter((text) => text !== '')).toContain(
      '[sealed with key "a", and not what was stored here: it was changed or moved]',
    );
    await setBody('$2', line?.body);
  });

  test('has no content in any file, and reads what was sealed before it was started again', async () => {
    await hub.close();
    const holding = [...filesBelow(hub.dataDir)].filter((file) => readFileSync(file).includes(MARK));
    expect(holding).toEqual([]);
    hub = await startTestHub(withKeys, hub.dataDir, { sealing: times });
    const { content: stored } = await get<{ content: unknown }>(hub, '/api/v1/memory/planner/notes/given');
    expect(stored).toEqual({ text: markers['memory given'] });
  }, 60_000);
});

describe('a new key', () => {
  test('takes over while content is written and read, and seals anew what is older', async () => {
    const over = new AbortController();
    const faults: string[] = [];
    let count = 0;
    const traffic = (async () => {
      while (!over.signal.aborted) {
        const one = new AgentRun({ name: 'traffic' });
        await sendSpans(hub, [one.span({ attributes: { said: content('traffic') } })]).catch((error) =>
          faults.push(String(error)),
        );
        const { body } = await ask(hub, '/api/v1/memory/planner/notes/given');
        if (!JSON.stringify(body).includes(markers['memory given'] ?? '?')) faults.push(JSON.stringify(body));
        count += 1;
      }
    })();
    await put('/api/v1/notifications/channels/pager', {
      kind: 'slack',
      url: 'https://hooks.example.com/services/abcd',
    });
    await put(
      '/api/v1/notifications/push/subscriptions',
      { endpoint: 'https://push.example.com/one', keys: pushKeys },
      'POST',
    );
    const pushKey = await get(hub, '/api/v1/notifications/push/key');
    mountKeys(lines('b', 'a'));
    try {
      await eventually(async () => {
        const { keys: found, job, plain } = await stateOf();
        expect(found.find(({ id }) => id === 'b')).toMatchObject({ loaded: true, seals: true });
        expect([job.state, plain.rows, found.find(({ id }) => id === 'a')?.rows]).toEqual([
          'done',
          0,
          expect.any(Number),
        ]);
      }, 60_000);
    } finally {
      over.abort();
      await traffic;
    }
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(0);
    // What came under the old key while the pass was under way is for the next one.
    await jobTo('running');
    await eventually(async () => {
      const { keys: found, job } = await stateOf();
      expect([job.state, found.find(({ id }) => id === 'a')?.share]).toEqual(['done', 0]);
    }, 60_000);
    expect(await queryStore(hub, "SELECT count(*)::int AS n FROM spans WHERE sealed_by <> 'b'")).toEqual([
      { n: 0 },
    ]);
    const read = await readContent();
    for (const what of ['prompt', 'status', 'state', 'explanation', 'memory told'])
      expect([what, read.includes(markers[what] ?? '?')]).toEqual([what, true]);
    // Then the old one may go.
    mountKeys(lines('b'));
    await eventually(async () =>
      expect((await stateOf()).keys.find(({ id }) => id === 'a')?.loaded).toBe(false),
    );
    expect(await readContent()).toContain(markers.prompt);
    // Nor is it needed for what the hub tells people by.
    expect(
      await queryStore(
        hub,
        `SELECT split_part(secrets, ':', 3) AS key FROM notification_channels
         UNION SELECT split_part(subscription, ':', 3) FROM push_subscriptions
         UNION SELECT split_part(private_key, ':', 3) FROM push_keys`,
      ),
    ).toEqual([{ key: 'b' }]);
    expect(await get(hub, '/api/v1/notifications/push/key')).toEqual(pushKey);
    expect(await get(hub, '/api/v1/notifications/channels/pager')).toMatchObject({
      secrets: { url: { set: true, ends_with: 'abcd' } },
    });
  }, 120_000);

  test('in a list at fault changes nothing but the state, which says what is wrong and no key', async () => {
    mountKeys(`${lines('c')}b:${keys.b.slice(4)}\n`);
    await eventually(async () => {
      const { error } = await stateOf();
      expect(error).toMatch(/^OBSERVATORY_ENCRYPTION_KEY_FILE: .*keys, line 2: expected base64 of 32 bytes/);
      expect(error).not.toContain(keys.b.slice(4, 12));
    });
    expect(await readContent()).toContain(markers.prompt);
    mountKeys(lines('b'));
    await eventually(async () => expect((await stateOf()).error).toBeNull());
  });

  test('of an old id is refused while the hub runs, and at its start', async () => {
    mountKeys(`b:${keys.c}\n`);
    await eventually(async () => expect((await stateOf()).error).toContain('Give a new key a new id.'));
    expect(await readContent()).toContain(markers.prompt);
    await hub.close();
    const message = await refusal(withKeys, hub.dataDir);
    expect(message).toContain(`OBSERVATORY_ENCRYPTION_KEY_FILE: ${keyFile}, line 1: expected the key b`);
    expect(message).not.toContain(keys.c);
    mountKeys(lines('b'));
    hub = await startTestHub(withKeys, hub.dataDir, { sealing: times });
  }, 60_000);

  test('in place of one whose rows remain leaves these sealed, and the answers whole', async () => {
    await jobTo('paused');
    mountKeys(lines('c'));
    await eventually(async () =>
      expect((await stateOf()).keys.find(({ id }) => id === 'c')?.seals).toBe(true),
    );
    const detail = await get<{ spans: { attributes: Record<string, unknown> }[] }>(
      hub,
      `/api/v1/executions/${run.id}`,
    );
    const told = '[sealed with key "b", which this hub does not have]';
    expect(detail.spans.map(({ attributes }) => attributes['observatory.sealed'])).toContain(told);
    expect((await get<{ content: unknown }>(hub, '/api/v1/memory/planner/notes/given')).content).toBe(told);
    // A channel is there to be mended or deleted.
    expect(await get(hub, '/api/v1/notifications/channels')).toMatchObject({
      channels: [{ name: 'browsers' }, { name: 'pager', secrets: { url: { set: false, ends_with: null } } }],
    });
    await readContent();
    await jobTo('running');
    await eventually(async () => {
      const { job } = await stateOf();
      expect([job.state, job.unreadable > 0]).toEqual(['done', true]);
    }, 60_000);
    // With the key back all is there again.
    mountKeys(lines('c', 'b'));
    await eventually(async () => expect(await readContent()).toContain(markers.prompt));
  }, 90_000);
});

describe('what is stored in plain', () => {
  test('is sealed once there is a key', async () => {
    await hub.close();
    const plain = await startTestHub({}, hub.dataDir);
    const one = new AgentRun({ name: 'plain' });
    const said = `plain ${MARK}`;
    try {
      await sendSpans(plain, [one.span({ attributes: { said } })]);
      await sendRecords(plain, [
        { timeMs: one.startMs, body: `${said} obs-sealed:1:a:xyz` },
        { timeMs: one.startMs, body: 'obs-sealed:1:a:looks so' },
      ]);
      expect(
        JSON.stringify(await queryStore(plain, 'SELECT attribute_values FROM spans WHERE sealed_by IS NULL')),
      ).toContain(said);
      expect(await get<State>(plain, '/api/v1/encryption')).toMatchObject({
        on: false,
        job: { state: 'off' },
      });
    } finally {
      await plain.close();
    }
    hub = await startTestHub(withKeys, hub.dataDir, { sealing: times });
    await jobTo('running');
    await eventually(async () => {
      const { job, plain: left } = await stateOf();
      expect([job.state, left.rows]).toEqual(['done', 0]);
    }, 60_000);
    expect(await dump()).not.toContain(MARK);
    const { spans } = await get<{ spans: { attributes: Record<string, unknown> }[] }>(
      hub,
      `/api/v1/executions/${one.id}`,
    );
    expect(spans[0]?.attributes.said).toBe(said);
  }, 120_000);
});

describe('keys that cannot be had', () => {
  const command = (...args: string[]) => ({
    OBSERVATORY_ENCRYPTION_KEY_COMMAND: JSON.stringify([process.execPath, '-e', ...args]),
  });

  test('refuse the start with the file or the program at fault, and no key', async () => {
    expect(await refusal({ OBSERVATORY_ENCRYPTION_KEY_FILE: join(folder, 'none') })).toBe(
      `OBSERVATORY_ENCRYPTION_KEY_FILE: ${join(folder, 'none')}: expected a file that the hub can read; got ENOENT`,
    );
    const short = join(folder, 'short');
    writeFileSync(short, `${lines('a')}# none\nshort:${keys.b.slice(8)}\n`);
    expect(await refusal({ OBSERVATORY_ENCRYPTION_KEY_FILE: short })).toBe(
      `OBSERVATORY_ENCRYPTION_KEY_FILE: ${short}, line 3: expected base64 of 32 bytes after the colon, as openssl rand -base64 32 prints it; got 26 bytes`,
    );
    expect(
      await refusal(command(`console.log('a:${keys.a}'); console.error('${keys.a}'); process.exit(3)`)),
    ).toBe(
      `OBSERVATORY_ENCRYPTION_KEY_COMMAND: output of ${process.execPath}: expected keys and exit code 0; got exit code 3`,
    );
    expect(await refusal(command("console.log('x'.repeat(100_000))"))).toContain('got more than 65536 bytes');
    expect(await refusal({ ...withKeys, ...command('') })).toContain(
      'expected either it or OBSERVATORY_ENCRYPTION_KEY_FILE; got both',
    );
  }, 60_000);
});
