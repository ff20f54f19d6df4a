import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pruneTrail } from '../../hub/src/audit/prune-trail.ts';
import { verifyAsSeen } from '../../hub/src/audit/read-trail.ts';
import { Trail } from '../../hub/src/audit/trail.ts';
import { eventually } from '../support/eventually.ts';
import { rawRequest } from '../support/raw-http.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

const KEY = 'a key of sixteen characters or more';
const withKey = { 'x-api-key': KEY };
const main = join(import.meta.dirname, '../../hub/src/main.ts');

interface Entry {
  readonly sequence: number;
  readonly hash: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly address: string | null;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly status: number | null;
  readonly detail: Record<string, unknown>;
}

let hub: TestHub;
let pool: pg.Pool;

const connection = (user: string) => ({ host: join(hub.dataDir, 'socket'), user, database: 'observatory' });

function openPool(): pg.Pool {
  const opened = new pg.Pool(connection('observatory'));
  // The database may end connections that are just being closed.
  opened.on('error', () => {});
  return opened;
}

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_API_KEY: KEY });
  pool = openPool();
});
afterAll(async () => {
  await pool?.end();
  await hub?.remove();
});

async function ask(path: string, headers: Record<string, string> = withKey) {
  const answer = await rawRequest(hub.url + path, { headers });
  return {
    ...answer,
    body: answer.headers['content-type']?.startsWith('application/json') ? JSON.parse(answer.text) : null,
  };
}

const putBudget = (name: string, headers: Record<string, string> = withKey) =>
  rawRequest(`${hub.url}/api/v1/budgets/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ period: 'day', limit_usd: 1 }),
  });

/** Entries, newest first, straight from the database. */
async function entries(action: string): Promise<Entry[]> {
  const { rows } = await pool.query<{ sequence: string; entry: string }>(
    'SELECT sequence, entry FROM audit_trail WHERE action = $1 ORDER BY sequence DESC',
    [action],
  );
  return rows.map(({ sequence, entry }) => ({ sequence: Number(sequence), ...JSON.parse(entry) }));
}

async function command(...args: string[]) {
  const run = promisify(execFile)(process.execPath, ['--conditions=@observatory/source', main, ...args], {
    env: { PATH: process.env.PATH, OBSERVATORY_DATA_DIR: hub.dataDir },
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: Number(code), stdout: String(stdout), stderr: String(stderr) }),
  );
}

describe('the trail has', () => {
  test('a change, with who made it, from where, of what, and how it ended, by the time of its answer', async () => {
    expect((await putBudget('daily')).status).toBe(200);
    expect(await entries('putBudget')).toMatchObject([
      {
        actor: { kind: 'setting' },
        address: '127.0.0.1',
        target: 'daily',
        outcome: 'done',
        status: 200,
        detail: {},
      },
    ]);
  });

  test('a change that failed', async () => {
    const { status } = await rawRequest(`${hub.url}/api/v1/budgets/none`, {
      method: 'DELETE',
      headers: withKey,
    });
    expect(status).toBe(404);
    expect(await entries('deleteBudget')).toMatchObject([{ target: 'none', outcome: 'failed', status: 404 }]);
  });

  test('a read of content, and no read of figures', async () => {
    await ask(`/api/v1/executions/${'a'.repeat(48)}`);
    await ask('/api/v1/executions');
    await ask('/api/v1/observability/metrics');
    expect(await entries('getExecution')).toMatchObject([{ target: 'a'.repeat(48), status: 404 }]);
    expect(await entries('listExecutions')).toEqual([]);
  });

  test('that somebody searched, and not for what: the same search has the same hash', async () => {
    for (const query of ['agent:planner', 'agent:planner', 'agent:secret-project'])
      await ask(`/api/v1/executions?query=${query}`);
    const [third, second, first] = await entries('listExecutions');
    expect(first?.detail.query).toMatch(/^[\w-]{22}$/);
    expect(second?.detail.query).toBe(first?.detail.query);
    expect(third?.detail.query).not.toBe(first?.detail.query);
    expect(JSON.stringify(third)).not.toContain('secret-project');
    // However the name of the parameter is written.
    await ask('/api/v1/executions?%71uery=agent:planner');
    expect(await entries('listExecutions')).toHaveLength(4);
  });

  test('the begin and the end of a stream of content', async () => {
    const client = await WebSocketClient.open(`${hub.url}/ws`, { headers: withKey });
    expect(await entries('watchEvents')).toMatchObject([{ detail: { stream: 'begin' } }]);
    client.close();
    await eventually(async () =>
      expect(await entries('watchEvents')).toMatchObject([
        { detail: { stream: 'end' } },
        { detail: { stream: 'begin' } },
      ]),
    );
  });

  test('of many refusals the first, so that they fill no disk', async () => {
    for (let at = 0; at < 20; at += 1) await ask('/api/v1/budgets', { 'x-api-key': `wrong ${at}` });
    await eventually(async () =>
      expect(await entries('listBudgets')).toMatchObject([
        { actor: { kind: 'unknown' }, outcome: 'refused', status: 401 },
      ]),
    );
  });

  test('of what strangers ask in vain the first, beside their refusals', async () => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    for (let at = 0; at < 20; at += 1)
      await rawRequest(`${hub.url}/api/v1/session`, { method: 'DELETE', headers });
    await eventually(async () => expect(await entries('signOut')).toMatchObject([{ outcome: 'done' }]));
    expect(await entries('signOut')).toHaveLength(1);
  });

  test('users by the keyed hash of their ids alone, also where what was asked is refused', async () => {
    const user = '/api/v1/users/anna-smith';
    await ask(`${user}/export`);
    await rawRequest(`${hub.url}${user}?confirm=anna`, { method: 'DELETE', headers: withKey });
    await ask(`${user}/export`, { 'x-api-key': 'wrong' });
    await ask(`${user}/nothing-there`, { 'x-api-key': 'wrong' });
    const [exported] = await entries('exportUser');
    expect(exported).toMatchObject({ target: expect.stringMatching(/^user [0-9a-f]{64}$/), outcome: 'done' });
    expect(await entries('eraseUser')).toMatchObject([{ target: exported?.target, outcome: 'failed' }]);
    const { rows } = await pool.query("SELECT entry FROM audit_trail WHERE entry::text LIKE '%anna-smith%'");
    expect(rows).toEqual([]);
  });

  test('names with line breaks and escape sequences as one line without either', async () => {
    await putBudget(encodeURIComponent('a\nb\u001b[2J\u009b\u2028\u202e'));
    const { rows } = await pool.query(
      "SELECT entry FROM audit_trail WHERE action = 'putBudget' ORDER BY sequence DESC",
    );
    expect(rows[0]?.entry).toContain('"target":"a\\nb\\u001b[2J\\u009b\\u2028\\u202e"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(rows[0]?.entry).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
  });
});

describe('the routes of the trail', () => {
  test('list it, newest first, by what is asked for, in pages', async () => {
    await putBudget('pages');
    await putBudget('pages');
    const first = await ask('/api/v1/audit?action=putBudget&target=pages&limit=1');
    const second = await ask(
      `/api/v1/audit?action=putBudget&target=pages&limit=1&cursor=${first.body.next_cursor}`,
    );
    expect(first.body.entries).toMatchObject([{ action: 'putBudget', target: 'pages', outcome: 'done' }]);
    expect(second.body.entries).toHaveLength(1);
    expect(second.body.entries[0].sequence).toBeLessThan(first.body.entries[0].sequence);
    expect(second.body.next_cursor).toBeNull();
    const { at } = first.body.entries[0];
    expect((await ask(`/api/v1/audit?target=pages&to=${at}`)).body.entries).toHaveLength(1);
    expect((await ask('/api/v1/audit?outcome=failed&target=none')).body.entries).toHaveLength(1);
    expect((await ask('/api/v1/audit?actor=nobody')).body.entries).toEqual([]);
  });

  test('verify it', async () => {
    const { status, body } = await ask('/api/v1/audit/verification');
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, fault: null, pruned: { sequence: 0 } });
    expect(body.head.sequence).toBe(body.entries);
  });

  test('export it for the command, which verifies the file and finds a changed character in it', async () => {
    const { text } = await ask('/api/v1/audit/export');
    const whole = join(hub.dataDir, 'whole.ndjson');
    writeFileSync(whole, text);
    expect(await command('audit', 'verify', '--file', whole)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The audit trail is whole'),
    });
    // The first entry of all, unless the hub dropped a day before, as after midnight.
    const [daily] = (await ask('/api/v1/audit?target=daily')).body.entries.slice(-1);
    const changed = join(hub.dataDir, 'changed.ndjson');
    writeFileSync(changed, text.replace('"target":"daily"', '"target":"weekly"'));
    expect(await command('audit', 'verify', '--file', changed)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(
        `First fault, at entry ${daily.sequence}: entry ${daily.sequence} is not the one that was recorded`,
      ),
    });
    const cut = join(hub.dataDir, 'cut.ndjson');
    writeFileSync(cut, text.split('\n').slice(0, -2).join('\n'));
    expect((await command('audit', 'verify', '--file', cut)).stderr).toContain('the file was cut at its end');
  });

  test('answer nobody who only reads', async () => {
    expect((await ask('/api/v1/audit', {})).status).toBe(401);
  });
});

describe('the database refuses', () => {
  test.each([
    ["UPDATE audit_trail SET entry = '{}'"],
    ['DELETE FROM audit_trail'],
    ['DELETE FROM audit_trail WHERE sequence = 1'],
    ['TRUNCATE audit_trail'],
    ['UPDATE audit_chain SET sequence = 1'],
    ["UPDATE audit_chain SET hash = decode(repeat('11', 32), 'hex')"],
    ['DELETE FROM audit_chain'],
    ['TRUNCATE audit_chain'],
  ])('%s, of the hub and of the superuser', async (sql) => {
    for (const user of ['observatory', 'postgres']) {
      const client = new pg.Client(connection(user));
      await client.connect();
      try {
        if (user === 'postgres') await client.query("SET session_replication_role = 'replica'");
        await expect(client.query(sql)).rejects.toThrow('the audit trail is append-only');
      } finally {
        await client.end();
      }
    }
  });
});

describe('what a superuser who took the triggers off changed is found:', () => {
  const HASH = `sha256(convert_to(encode(p.hash, 'hex') || chr(10) || t.sequence || chr(10) || t.entry, 'UTF8'))`;
  /** Hashes anew from entry 3 on, as somebody would who knows how. */
  const rehash = `DO $$ DECLARE place bigint; BEGIN FOR place IN SELECT sequence FROM audit_trail WHERE sequence >= 3 ORDER BY 1
    LOOP UPDATE audit_trail t SET hash = ${HASH} FROM audit_trail p WHERE t.sequence = place AND p.sequence = place - 1; END LOOP; END $$`;
  const moveHead =
    'UPDATE audit_chain c SET sequence = t.sequence, hash = t.hash FROM (SELECT * FROM audit_trail ORDER BY sequence DESC LIMIT 1) t';
  const change = `UPDATE audit_trail SET entry = replace(entry, '"outcome":"', '"outcome":"x') WHERE sequence = 3`;

  async function tampered(statements: readonly string[], anchored = false) {
    const client = new pg.Client(connection('postgres'));
    await client.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query("SELECT sequence, encode(hash, 'hex') AS hash FROM audit_chain");
      const written = { sequence: Number(rows[0].sequence), hash: rows[0].hash };
      await client.query(
        'ALTER TABLE audit_trail DISABLE TRIGGER ALL; ALTER TABLE audit_chain DISABLE TRIGGER ALL',
      );
      for (const statement of statements) await client.query(statement);
      return await verifyAsSeen(client, anchored ? written : undefined);
    } finally {
      await client.query('ROLLBACK');
      await client.end();
    }
  }

  test.each([
    ['a field', [change], 3, 'entry 3 is not the one'],
    ['a field and its hash', [change, rehash.replace('>= 3', '= 3')], 4, 'entry 4 is not the one'],
    ['a hash', ["UPDATE audit_trail SET hash = sha256('x') WHERE sequence = 3"], 3, 'entry 3 is not the one'],
    [
      'a row that is gone',
      ['DELETE FROM audit_trail WHERE sequence = 3'],
      3,
      'entry 3 is missing before entry 4',
    ],
    [
      'two rows that changed places',
      [
        'UPDATE audit_trail SET sequence = -1 WHERE sequence = 3',
        'UPDATE audit_trail SET sequence = 3 WHERE sequence = 4',
        'UPDATE audit_trail SET sequence = 4 WHERE sequence = -1',
      ],
      3,
      'entry 3 is not the one',
    ],
    [
      'a row put in between',
      [
        'UPDATE audit_trail SET sequence = -sequence WHERE sequence >= 3',
        'UPDATE audit_trail SET sequence = 1 - sequence WHERE sequence < 0',
        'INSERT INTO audit_trail (sequence, entry, hash) SELECT 3, entry, hash FROM audit_trail WHERE sequence = 2',
      ],
      3,
      'entry 3 is not the one',
    ],
    [
      'a row put in at the end',
      [
        `INSERT INTO audit_trail (sequence, entry, hash) SELECT t.sequence, t.entry, ${HASH}
         FROM (SELECT sequence + 1 AS sequence, entry FROM audit_trail ORDER BY sequence DESC LIMIT 1) t
         JOIN audit_trail p ON p.sequence = t.sequence - 1`,
      ],
      null,
      'after the end of the chain',
    ],
    [
      'the newest rows that are gone',
      ['DELETE FROM audit_trail WHERE sequence > 5'],
      6,
      'missing at the end',
    ],
    ['all rows that are gone', ['DELETE FROM audit_trail'], 1, 'missing at the end'],
    ['the end hashed anew', [change, rehash], null, 'ends in another hash than its head says'],
    [
      'the oldest rows cut off as if they were pruned',
      [
        'UPDATE audit_chain SET pruned_sequence = 3, pruned_hash = (SELECT hash FROM audit_trail WHERE sequence = 3)',
        'DELETE FROM audit_trail WHERE sequence <= 3',
      ],
      4,
      'no entry says that the hub pruned it there',
    ],
    [
      'a column that filters, made an ordinary one',
      [
        'ALTER TABLE audit_trail ALTER COLUMN actor DROP EXPRESSION',
        "UPDATE audit_trail SET actor = 'nobody' WHERE sequence = 3",
      ],
      3,
      'column actor of entry 3',
    ],
  ])('%s', async (_what, statements, sequence, reason) => {
    const { ok, fault } = await tampered(statements);
    expect(ok).toBe(false);
    expect(fault?.reason).toContain(reason);
    if (sequence !== null) expect(fault?.sequence).toBe(sequence);
  });

  test.each([
    [
      'the newest rows gone with the head moved back',
      ['DELETE FROM audit_trail WHERE sequence > 5', moveHead],
      'the newest entries were removed',
    ],
    ['the end hashed anew with the head', [change, rehash, moveHead], 'rewritten with all that follows'],
  ])('%s, by what was written down elsewhere alone', async (_what, statements, reason) => {
    expect((await tampered(statements)).ok).toBe(true);
    expect((await tampered(statements, true)).fault?.reason).toContain(reason);
  });
});

const begins = async () =>
  (
    await pool.query(
      `SELECT count(*)::int AS n FROM audit_trail WHERE action = 'streamEvents' AND entry LIKE '%"stream":"begin"%'`,
    )
  ).rows[0].n;

test('events that a browser follows begin while the trail cannot be written, and are told in it afterwards', async () => {
  const before = await begins();
  await pool.query('ALTER TABLE audit_trail RENAME TO audit_trail_away');
  let stream: SseClient | undefined;
  try {
    stream = await SseClient.open(`${hub.url}/api/observability/events/stream`, { headers: withKey });
  } finally {
    await pool.query('ALTER TABLE audit_trail_away RENAME TO audit_trail');
  }
  await eventually(async () => expect(await begins()).toBe(before + 1));
  stream.close();
});

test('while the trail cannot be written, changes and reads of content are refused and all else answers', async () => {
  const rename = (from: string, to: string) => pool.query(`ALTER TABLE ${from} RENAME TO ${to}`);
  await rename('audit_trail', 'audit_trail_away');
  try {
    const refused = { error: { code: 'OBS_AUDIT_UNAVAILABLE' } };
    const read = await ask('/api/v1/events');
    expect([read.status, read.body]).toMatchObject([503, refused]);
    expect(read.text).not.toContain('next_cursor');
    const change = await putBudget('unseen');
    expect([change.status, JSON.parse(change.text)]).toMatchObject([503, refused]);
    await expect(WebSocketClient.open(`${hub.url}/ws`, { headers: withKey })).rejects.toThrow('503');
    const budgets = await ask('/api/v1/budgets');
    expect(budgets.status).toBe(200);
    // The change was not begun.
    expect(budgets.text).not.toContain('unseen');
  } finally {
    await rename('audit_trail_away', 'audit_trail');
  }
  expect((await putBudget('seen')).status).toBe(200);
  expect((await ask('/api/v1/events')).status).toBe(200);
});

test('two hubs write one chain without gaps, and many entries at once share a few transactions', async () => {
  const trails = [pool, openPool()].map(
    (one) => new Trail({ pool: one, onError: (error) => expect.fail(String(error)) }),
  );
  const about = { project: 'default', actor: { kind: 'hub', id: 'hub', name: '' }, address: null } as const;
  await Promise.all(
    trails.flatMap((trail, at) =>
      Array.from({ length: 400 }, (_, n) =>
        trail.record({ ...about, action: 'many', target: `${at} ${n}`, outcome: 'done' }),
      ),
    ),
  );
  const { rows } = await pool.query(
    "SELECT count(*)::int AS entries, count(DISTINCT xmin::text)::int AS transactions FROM audit_trail WHERE action = 'many'",
  );
  expect(rows[0].entries).toBe(800);
  expect(rows[0].transactions).toBeLessThanOrEqual(6);
  expect((await ask('/api/v1/audit/verification')).body.ok).toBe(true);
});

test('retention prunes the oldest days, and what is left verifies from the anchor', async () => {
  const before = await pool.query('SELECT sequence FROM audit_chain');
  const inAYear = new Date(Date.now() + 366 * 86_400_000);
  expect(await pruneTrail(pool, 365, inAYear)).toBe(Number(before.rows[0].sequence));
  await putBudget('after');
  const { body } = await ask('/api/v1/audit/verification');
  expect(body).toMatchObject({ ok: true, pruned: { sequence: Number(before.rows[0].sequence) } });
  expect(await entries('audit.prune')).toMatchObject([{ actor: { kind: 'hub' } }]);
});

describe('the command', () => {
  test('verifies the database of a hub that runs, against what was written down', async () => {
    const { body } = await ask('/api/v1/audit/verification');
    const anchor = `${body.head.sequence}:${body.head.hash}`;
    expect(await command('audit', 'verify', '--anchor', anchor)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('It holds what was written down'),
    });
    expect(
      await command(
        'audit',
        'verify',
        '--anchor',
        anchor.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    ).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('not the one that was written down'),
    });
  });

  test('makes a key that is good, prints it once, and says so in the trail without it', async () => {
    const { code, stdout } = await command(
      'keys',
      'create',
      '--name',
      'found again',
      '--scopes',
      'read,administer',
    );
    expect(code).toBe(0);
    const key = stdout.trim();
    expect((await ask('/api/v1/audit', { 'x-api-key': key })).status).toBe(200);
    const made = await entries('keys.create');
    expect(made).toMatchObject([
      { actor: { kind: 'local' }, detail: { name: 'found again', scopes: 'read,administer' } },
    ]);
    expect(JSON.stringify(made)).not.toContain(key.slice(-20));
  });

  test('says what it expects where an argument is wrong', async () => {
    expect(await command('keys', 'create', '--name', 'x', '--scopes', 'everything')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--scopes: expected a comma list of ingest, read, operate, administer'),
    });
    expect(await command('audit', 'mend')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no command "audit mend"'),
    });
  });
});
