import { createECDH, createHmac, createPublicKey, randomBytes, timingSafeEqual, verify } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { MailReceiver } from '../../../test/support/mail-receiver.ts';
import { newDataDir } from '../../../test/support/new-data-dir.ts';
import type { AlertRow } from '../alerts/occurrences.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { parseKeys } from '../sealing/encryption-key.ts';
import { Keyring } from '../sealing/sealing.ts';
import { type Database, inTransaction, migrateDatabase, openDatabase } from '../store/database.ts';
import { nowMicros } from '../store/micros.ts';
import { type ChannelConfig, type ChannelKind, type ChannelSecrets, defaultConfig } from './channel.ts';
import { listDeliveries, resendDeliveries } from './list-deliveries.ts';
import { makeNotifications, type Notifications, type NotificationsOptions } from './notifications.ts';
import type { NoticeChange } from './queue-notices.ts';
import { sendMessage } from './send-message.ts';
import { testMessage } from './test-message.ts';

const ece = createRequire(import.meta.url)('http_ece') as {
  decrypt(body: Buffer, options: object): Buffer;
};

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers of the receiver, by path; 200 where nothing else is said. */
type Answer = (response: ServerResponse, time: number) => void;

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;
let receiver: Server;
const heard: Heard[] = [];
const answers = new Map<string, Answer>();
const started: Notifications[] = [];
const logged: string[] = [];

beforeAll(async () => {
  dataDir = newDataDir();
  postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const keyring = new Keyring();
  const keys = parseKeys(`k1:${randomBytes(32).toString('base64')}`, 'test');
  keyring.use(keys, keys[0] ?? null);
  database = openDatabase(postgres.connection, () => {}, keyring);
  await migrateDatabase(database, fileURLToPath(new URL('../../migrations', import.meta.url)));
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { url = '', headers } = request;
    heard.push({ path: url, headers, body: Buffer.concat(chunks) });
    const answer = answers.get(url) ?? ((one: ServerResponse) => one.end('ok'));
    answer(response, heard.filter(({ path }) => path === url).length);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});

beforeEach(async () => {
  await start();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
  await database.pool.query('TRUNCATE notification_channels, push_subscriptions, alerts CASCADE');
  heard.length = 0;
  answers.clear();
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const url = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

/** A hub's part that tells, on the one database. */
async function start(more: Partial<NotificationsOptions> = {}): Promise<Notifications> {
  const made = makeNotifications({
    database,
    registry: new Registry(),
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    alerting: {
      isOn: true,
      allowPrivateTargets: ['127.0.0.1'],
      webhookUrl: null,
      webhookSecret: null,
      smtpUrl: null,
    },
    publicUrl: 'https://hub.example',
    hasAlertmanager: false,
    retentionDays: 30,
    times: {
      everyMs: 20,
      timeoutMs: 400,
      leaseMs: 5000,
      retry: { firstMs: 20, mostMs: 40, attempts: 4, withinMs: 6 * 3_600_000 },
    },
    ...more,
  });
  started.push(made);
  await made.start();
  return made;
}

async function channel(
  name: string,
  kind: ChannelKind,
  secrets: ChannelSecrets,
  config: Partial<ChannelConfig> = {},
): Promise<void> {
  await started[0]?.channels.write({
    project: 'default',
    name,
    kind,
    fromSetting: false,
    enabled: true,
    config: { ...defaultConfig(kind), group_window: 0, max_per_minute: 600, ...config },
    secrets,
  });
}

let rows = 0;
function row(more: Partial<AlertRow> = {}): AlertRow {
  rows += 1;
  return {
    project: 'default',
    fingerprint: `f${rows}`,
    starts_at: nowMicros(),
    source: 'hub',
    name: 'high_error_rate',
    severity: 'critical',
    status: 'firing',
    labels: { agent: 'Claude-Agent' },
    annotations: { summary: 'Errors are many.' },
    ends_at: null,
    received_at: nowMicros(),
    last_notified_at: nowMicros(),
    generator_url: null,
    condition: 'error_rate',
    event_id: null,
    rule: { threshold: 0.1, window: '5m', value: 0.2 },
    event: { app: 'Claude-Agent', event_type: 'error', timestamp: '2026-01-14T20:30:00Z' },
    acknowledged_at: null,
    acknowledged_by: null,
    silenced_until: null,
    silence_id: null,
    ...more,
  };
}

function queue(...changes: NoticeChange[]): Promise<void> {
  return inTransaction(database.workPool, async (client) => started[0]?.queueNotices(client, changes));
}

const fires = (one: AlertRow): NoticeChange => ({ transition: 'firing', row: one });
const ends = (one: AlertRow): NoticeChange => ({
  transition: 'resolved',
  row: { ...one, status: 'resolved', ends_at: one.starts_at + 60e6 },
});
const list = (filter = {}) => listDeliveries(database.pool, 'default', filter, null, 100);
const states = async () => (await list()).map(({ transition, state }) => `${transition} ${state}`).toSorted();
/** Resolves when nothing waits any more. */
const settled = () =>
  eventually(async () => {
    const waiting = (await list()).filter(({ state }) => state === 'pending' || state === 'retrying');
    expect(waiting).toEqual([]);
    return list();
  });
const json = (one: Heard | undefined) => JSON.parse(one?.body.toString() ?? 'null');

describe('a webhook', () => {
  const secrets = () => ({ url: url('/hook'), signing_key: 'a signing key of the test' });

  test("gets the document's payload, signed over time and body", async () => {
    await channel('hook', 'webhook', secrets());
    await queue(fires(row()));
    await settled();
    const [one] = heard;
    expect(json(one)).toEqual({
      alert: 'high_error_rate',
      rule: { condition: 'error_rate', threshold: 0.1, window: '5m' },
      event: { app: 'Claude-Agent', event_type: 'error', timestamp: '2026-01-14T20:30:00Z' },
      severity: 'high',
    });
    // As docs/notifications.md tells a receiver to check it.
    const [, time = '', mac = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(one?.headers['x-observatory-signature'])) ?? [];
    const expected = createHmac('sha256', 'a signing key of the test')
      .update(Buffer.concat([Buffer.from(`${time}.`), one?.body ?? Buffer.alloc(0)]))
      .digest();
    expect(timingSafeEqual(expected, Buffer.from(mac, 'hex'))).toBe(true);
    expect(Math.abs(Number(time) * 1000 - Date.now())).toBeLessThan(60_000);
    expect(one?.headers['x-observatory-status']).toBe('firing');
  });

  test('that fails at first gets the same message again, under the same id', async () => {
    answers.set('/hook', (response, time) => response.writeHead(time === 1 ? 500 : 200).end());
    await channel('hook', 'webhook', secrets());
    await queue(fires(row()));
    const [delivery] = await settled();
    expect(delivery).toMatchObject({
      state: 'sent',
      attempts: 2,
      history: [{ status: 500 }, { status: 200 }],
    });
    const ids = heard.map(({ headers }) => headers['x-observatory-delivery']);
    expect(ids).toEqual([delivery?.message_id, delivery?.message_id]);
  });

  test('that asks to be left alone is left alone for as long', async () => {
    answers.set('/hook', (response) => response.writeHead(429, { 'retry-after': '1800' }).end());
    await channel('hook', 'webhook', secrets());
    await queue(fires(row()));
    await eventually(async () => expect((await list())[0]).toMatchObject({ state: 'retrying', attempts: 1 }));
    const due =
      Date.parse((await list())[0]?.due_at.replace(' ', 'T').replace('+00', 'Z') ?? '') - Date.now();
    expect(due).toBeGreaterThan(1_700_000);
    expect(due).toBeLessThan(1_801_000);
  });

  test.each<[string, Answer | string, string]>([
    ['never answers', () => {}, 'It did not answer in time.'],
    ['refuses connections', 'http://127.0.0.1:1234/', 'The connection failed (ECONNREFUSED).'],
    ['speaks no TLS', 'https', 'TLS failed'],
    ['closes before it answers', (response) => response.destroy(), 'The connection failed'],
    ['has a fault each time', (response) => response.writeHead(503).end(), 'HTTP 503'],
    ['knows nothing of it', (response) => response.writeHead(404).end(), 'HTTP 404'],
    [
      'redirects in circles',
      (response) => response.writeHead(307, { location: '/hook' }).end(),
      'It redirects more than 3 times.',
    ],
    [
      'redirects to what is private',
      (response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      'The address is refused',
    ],
    ['is not to be asked', 'http://10.0.0.1/', 'The address is refused'],
  ])('that %s is given up in the end, and can be told later by hand', async (_what, answer, reason) => {
    if (typeof answer !== 'string') answers.set('/hook', answer);
    const at =
      typeof answer === 'string'
        ? answer === 'https'
          ? url('/hook').replace('http', 'https')
          : answer
        : url('/hook');
    await channel('hook', 'webhook', { ...secrets(), url: at });
    await queue(fires(row()));
    const [delivery] = await settled();
    expect(delivery?.state).toBe('dead');
    expect(delivery?.reason).toContain(reason);
    expect(delivery?.reason).not.toContain('127.0.0.1');
    answers.clear();
    await channel('hook', 'webhook', secrets());
    expect(await resendDeliveries(database.pool, 'default', { channel: 'hook' })).toBe(1);
    expect((await settled())[0]).toMatchObject({
      state: 'sent',
      attempts: 1,
      message_id: delivery?.message_id,
    });
  });

  test.each<[string, Answer]>([
    [
      'has no end',
      (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'trickles',
      (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('x'), 50);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '10' }).write('x', () => response.destroy());
      },
    ],
  ])('whose answer %s has the message all the same', async (_what, answer) => {
    answers.set('/hook', answer);
    await channel('hook', 'webhook', secrets());
    await queue(fires(row()));
    expect((await settled())[0]).toMatchObject({ state: 'sent', attempts: 1 });
    expect(heard).toHaveLength(1);
  });

  test('that hangs holds up no other channel', async () => {
    answers.set('/hang', () => {});
    await channel('a', 'webhook', { ...secrets(), url: url('/hang') });
    await channel('b', 'webhook', secrets());
    await queue(...Array.from({ length: 4 }, (_, at) => fires(row({ name: `alert ${at}` }))));
    await eventually(() => expect(heard.filter(({ path }) => path === '/hook')).toHaveLength(4));
    // Of the one that hangs one message is on its way, or two one after the other.
    expect(heard.filter(({ path }) => path === '/hang').length).toBeLessThan(4);
  });
});

describe('what is told', () => {
  const hook = () => ({ url: url('/hook'), signing_key: 'a signing key of the test' });

  test('is told once, by however many hubs, however often the alert is heard of', async () => {
    await channel('hook', 'webhook', hook());
    await start();
    await start();
    const alert = row();
    await Promise.all(Array.from({ length: 6 }, () => queue(fires(alert), fires(alert))));
    await queue(...Array.from({ length: 4 }, () => fires(row())));
    await settled();
    expect(heard).toHaveLength(5);
  });

  test('by a hub that died while it sent is told by another one, as the same message', async () => {
    answers.set('/hook', (response) => response.writeHead(500).end());
    await channel('hook', 'webhook', hook(), { max_per_minute: 600 });
    await queue(fires(row()));
    await settled();
    // As a hub leaves it that was killed between the answer and its commit: claimed, begun, pending.
    await database.pool.query(
      `UPDATE notification_deliveries SET state = 'pending', attempts = 0, due_at = now();
       UPDATE notification_channels SET leased_by = gen_random_uuid(), leased_until = now() + interval '300 milliseconds'`,
    );
    answers.clear();
    const [delivery] = await settled();
    expect(delivery?.state).toBe('sent');
    expect(new Set(heard.map(({ headers }) => headers['x-observatory-delivery']))).toEqual(
      new Set([delivery?.message_id]),
    );
  });

  test('in a storm of a thousand alerts is a handful of messages', async () => {
    await channel('slack', 'slack', { url: url('/slack') });
    await channel('hook', 'webhook', hook());
    await channel('pager', 'pagerduty', { url: url('/pager'), routing_key: 'r' });
    const storm = Array.from({ length: 1000 }, () => row());
    await queue(...storm.map(fires));
    await eventually(async () => expect(await states()).not.toContain('firing pending'));
    expect(heard.map(({ path }) => path).toSorted()).toEqual(['/hook', '/pager', '/slack']);
    expect(heard.find(({ path }) => path === '/hook')?.headers['x-observatory-alerts']).toBe('1000');
    const { dedup_key: key } = json(heard.find(({ path }) => path === '/pager'));
    // The incident of a storm is over with its last alert.
    await queue(...storm.slice(1).map(ends));
    await eventually(
      async () => expect((await list({ states: ['pending', 'retrying'] })).length).toBe(0),
      30_000,
    );
    expect(heard.filter(({ path }) => path === '/pager')).toHaveLength(1);
    const [last] = storm;
    if (last !== undefined) await queue(ends(last));
    await eventually(() => {
      const told = heard.filter(({ path }) => path === '/pager').map(json);
      expect(told.map((one) => [one.event_action, one.dedup_key])).toEqual([
        ['trigger', key],
        ['resolve', key],
      ]);
    });
  }, 60_000);

  test('is gathered for a while, so that what comes together is told together', async () => {
    await channel('slack', 'slack', { url: url('/slack') }, { group_window: 1 });
    await queue(fires(row()));
    await queue(fires(row()));
    await settled();
    expect(heard).toHaveLength(1);
    expect(json(heard[0]).text).toContain('[FIRING 2, critical]');
  });

  test('of a channel in which very many wait is dropped, and counted', async () => {
    const registry = new Registry();
    const hub = await start({ registry });
    await channel('hook', 'webhook', hook());
    await database.pool.query(
      `INSERT INTO notification_deliveries (id, project, channel, kind, fingerprint, starts_at, transition, severity, alert, state,
         due_at, created_at, updated_at)
       SELECT gen_random_uuid(), 'default', 'hook', 'webhook', 'f' || n, now(), 'firing', 'info', '{}', 'pending', now() + interval '1 day',
         now(), now() FROM generate_series(1, 10000) AS n`,
    );
    await inTransaction(database.workPool, (client) =>
      hub.queueNotices(client, [fires(row()), fires(row())]),
    );
    expect(await registry.metrics()).toContain(
      'observatory_notifications_total{kind="webhook",outcome="dropped"} 2',
    );
    const [count] = (await database.pool.query('SELECT count(*)::int AS n FROM notification_deliveries'))
      .rows;
    expect(count).toEqual({ n: 10_000 });
  });

  test('is no more than a channel takes in a minute', async () => {
    await channel('hook', 'webhook', hook(), { max_per_minute: 2 });
    await queue(...Array.from({ length: 5 }, (_, at) => fires(row({ name: `alert ${at}` }))));
    await eventually(async () =>
      expect((await states()).filter((one) => one.endsWith('sent'))).toHaveLength(2),
    );
    await eventually(async () => {
      const left = await database.pool.query(
        "SELECT due_at > now() + interval '30 seconds' AS later FROM notification_deliveries WHERE state = 'pending'",
      );
      expect(left.rows).toEqual([{ later: true }, { later: true }, { later: true }]);
    });
    expect(heard).toHaveLength(2);
  });

  test('is what a channel asked for: from a severity on, by labels, with or without the end', async () => {
    await channel('worst', 'webhook', hook(), { min_severity: 'critical' });
    await channel(
      'team',
      'slack',
      { url: url('/team') },
      {
        matchers: [{ label: 'agent', op: '=~', value: 'Claude.*' }],
        send_resolved: false,
      },
    );
    const [mild, bad] = [row({ severity: 'warning' }), row({ labels: { agent: 'GPT' } })];
    await queue(fires(mild), fires(bad));
    await queue(ends(mild), ends(bad));
    await settled();
    expect(
      (await list()).map(({ channel, severity, transition }) => [channel, severity, transition]).toSorted(),
    ).toEqual([
      ['team', 'warning', 'firing'],
      ['worst', 'critical', 'firing'],
    ]);
  });

  test('of an alert that somebody acknowledged or silenced before it was told is nothing', async () => {
    await channel('slack', 'slack', { url: url('/slack') }, { group_window: 3600 });
    const [taken, quiet, muted] = [row(), row(), row({ silenced_until: nowMicros() + 60e6 })];
    await queue(fires(taken), fires(quiet), fires(muted));
    await queue({ transition: 'acknowledged', row: taken }, { transition: 'silenced', row: quiet });
    expect(await states()).toEqual(['firing dropped', 'firing dropped']);
    // When the silence is over it is told after all.
    await queue(fires(quiet));
    expect(await states()).toEqual(['firing dropped', 'firing pending']);
  });

  test('is told again while the alert fires, until somebody takes it up', async () => {
    const alert = row();
    await database.pool.query(
      `INSERT INTO alerts (project, fingerprint, starts_at, source, name, severity, status, labels, annotations, received_at, last_notified_at)
       VALUES ('default', $1, to_timestamp($2 / 1e6), 'hub', 'x', 'critical', 'firing', '{}', '{}', now(), now())`,
      [alert.fingerprint, alert.starts_at],
    );
    await channel('slack', 'slack', { url: url('/slack') }, { repeat_every: 0.05 });
    await queue(fires(alert));
    await eventually(() => expect(heard.length).toBeGreaterThan(2));
    await database.pool.query('UPDATE alerts SET acknowledged_at = now()');
    await settled();
    expect((await list()).find(({ state }) => state === 'dropped')).toMatchObject({ reason: 'over' });
  });

  test('in quiet hours is held for one summary, dropped, or told where it is bad enough', async () => {
    const quiet = {
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const,
      from: '00:00',
      to: '00:00',
      time_zone: 'UTC',
      passes: 'critical' as const,
    };
    await channel('sum', 'slack', { url: url('/sum') }, { quiet_hours: { ...quiet, held: 'summary' } });
    await channel('drop', 'slack', { url: url('/drop') }, { quiet_hours: { ...quiet, held: 'drop' } });
    await queue(fires(row()), fires(row({ severity: 'warning' })), fires(row({ severity: 'info' })));
    await eventually(async () =>
      expect(
        (await list()).map(({ channel, severity, state }) => `${channel} ${severity} ${state}`).toSorted(),
      ).toEqual([
        'drop critical sent',
        'drop info dropped',
        'drop warning dropped',
        'sum critical sent',
        'sum info pending',
        'sum warning pending',
      ]),
    );
    heard.length = 0;
    // They are over.
    await eventually(async () => {
      const { rowCount } = await database.pool.query('SELECT FROM notification_deliveries WHERE held');
      expect(rowCount).toBe(2);
    });
    await channel('sum', 'slack', { url: url('/sum') });
    await database.pool.query("UPDATE notification_deliveries SET due_at = now() WHERE state = 'pending'");
    await settled();
    expect(heard.map((one) => [one.path, json(one).text])).toEqual([
      ['/sum', 'During quiet hours: [FIRING 2] high_error_rate: Errors are many.'],
    ]);
  });
});

describe('where Alertmanager tells people', () => {
  test('the hub tells browsers alone', async () => {
    const hub = await start({ hasAlertmanager: true });
    await channel('hook', 'slack', { url: url('/slack') });
    await channel('browsers', 'web_push', {});
    await inTransaction(database.workPool, (client) =>
      hub.queueNotices(client, [fires(row()), fires(row({ source: 'alertmanager' }))]),
    );
    expect((await list()).map(({ channel }) => channel)).toEqual(['browsers', 'browsers']);
  });

  test('the hub tells of its own alerts where WEBHOOK_URL leads', async () => {
    const alerting = {
      isOn: true,
      allowPrivateTargets: [],
      webhookUrl: url('/setting'),
      webhookSecret: null,
      smtpUrl: null,
    };
    const hub = await start({ hasAlertmanager: true, alerting });
    await channel('hook', 'slack', { url: url('/slack') });
    await inTransaction(database.workPool, (client) =>
      hub.queueNotices(client, [fires(row()), fires(row({ source: 'alertmanager' }))]),
    );
    expect((await list()).map(({ channel }) => channel)).toEqual(['default']);
    await (await start()).channels.list('default');
  });

  test('what Alertmanager evaluates is told to browsers alone by a hub that does not know where Alertmanager is', async () => {
    await channel('hook', 'slack', { url: url('/slack') });
    await channel('browsers', 'web_push', {});
    await queue(fires(row({ source: 'alertmanager' })));
    expect((await list()).map(({ channel }) => channel)).toEqual(['browsers']);
  });
});

describe('PagerDuty', () => {
  test('is told of one incident from its begin to its end, of what is critical', async () => {
    await channel('pager', 'pagerduty', { url: url('/pager'), routing_key: 'routing key' });
    const alert = row();
    await queue(fires(alert), fires(row({ severity: 'warning' })));
    await settled();
    await queue({ transition: 'acknowledged', row: alert });
    await settled();
    await queue(ends(alert));
    await settled();
    const told = heard.map(json);
    expect(told.map((one) => one.event_action)).toEqual(['trigger', 'acknowledge', 'resolve']);
    expect(new Set(told.map((one) => one.dedup_key)).size).toBe(1);
  });
});

describe('e-mail', () => {
  let mails: MailReceiver;
  beforeAll(async () => {
    mails = await MailReceiver.open();
  });
  afterAll(() => mails.close());

  test('is sent to a real server, with no header or recipient that an agent made up', async () => {
    await channel(
      'mail',
      'email',
      { smtp_url: `smtp://me:my%20password@${mails.address}` },
      { to: ['a@example.com', 'b@example.com'], from: 'hub@example.com' },
    );
    const evil = 'x\r\nBcc: victim@example.com\r\nSubject: other\r\n\r\n<script>alert(1)</script>';
    await queue(fires(row({ name: evil, labels: { agent: evil }, annotations: { summary: evil } })));
    expect((await settled())[0]).toMatchObject({ state: 'sent', history: [{ status: 250 }] });
    const [mail] = mails.mails;
    expect(mail).toMatchObject({
      to: ['a@example.com', 'b@example.com'],
      from: 'hub@example.com',
      user: 'me',
      password: 'my password',
    });
    expect(mail?.subject).toMatch(/^\[FIRING 1, critical\] x Bcc: victim@example\.com Subject: other/);
    expect(mail?.html).not.toContain('<script>');
  });

  test.each<[string, string, string]>([
    ['hangs', '', 'It did not answer in time.'],
    ['refuses for good', '554 no\r\n', 'SMTP 554'],
    ['is busy', '421 later\r\n', 'SMTP 421'],
    ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'The mail failed'],
  ])('to a server that %s is given up in the end', async (_what, greeting, reason) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.write(greeting);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await channel('mail', 'email', { smtp_url: `smtp://127.0.0.1:${port}` }, { to: ['a@example.com'] });
    await queue(fires(row()));
    const [delivery] = await settled();
    expect(delivery).toMatchObject({ state: 'dead' });
    expect([delivery?.reason, 'The mail failed (ETIMEDOUT).', 'The mail failed (EPROTOCOL).']).toContain(
      delivery?.reason,
    );
    if (greeting.startsWith('554')) expect(delivery?.reason).toBe(reason);
    server.close();
  });

  test('goes to no server of a private network that is not allowed', async () => {
    await channel('mail', 'email', { smtp_url: 'smtp://10.0.0.1:25' }, { to: ['a@example.com'] });
    await queue(fires(row()));
    expect((await settled())[0]).toMatchObject({
      state: 'dead',
      reason: expect.stringContaining('The address is refused'),
    });
  });
});

describe('web push', () => {
  /** A browser: its keys, and what it reads of what the push service got. */
  function browser(path: string) {
    const keys = createECDH('prime256v1');
    keys.generateKeys();
    const auth = randomBytes(16);
    return {
      subscription: {
        endpoint: url(path),
        keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
      },
      read: (one: Heard | undefined) =>
        JSON.parse(
          ece
            .decrypt(one?.body ?? Buffer.alloc(0), {
              version: 'aes128gcm',
              privateKey: keys,
              authSecret: auth,
            })
            .toString(),
        ),
    };
  }

  /** The claims of a VAPID token (RFC 8292), whose signature is checked with the key beside it. */
  function claims(authorization: string): { claims: Record<string, unknown>; key: string } {
    const [, head = '', body = '', mac = '', key = ''] =
      /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization) ?? [];
    const point = Buffer.from(key, 'base64url');
    const publicKey = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    });
    const isGood = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(mac, 'base64url'),
    );
    expect(isGood).toBe(true);
    return { claims: JSON.parse(Buffer.from(body, 'base64url').toString()), key };
  }

  test('tells every browser what it alone can read, and forgets those that are gone', async () => {
    const [subscriptions] = started.map((one) => one.subscriptions);
    const [one, two, gone] = [browser('/push/1'), browser('/push/2'), browser('/push/gone')];
    answers.set('/push/gone', (response) => response.writeHead(410).end());
    answers.set('/push/2', (response, time) => response.writeHead(time === 1 ? 503 : 201).end());
    await channel('browsers', 'web_push', {});
    for (const { subscription } of [one, two, gone]) await subscriptions?.add('default', subscription, 'me');
    await queue(fires(row({ annotations: { summary: 'PLANTED' } })));
    expect((await settled())[0]).toMatchObject({ state: 'sent', attempts: 2, reason: 'Told 2 browsers.' });
    // The one that had it is not told twice.
    expect(heard.map(({ path }) => path).toSorted()).toEqual(['/push/1', '/push/2', '/push/2', '/push/gone']);
    const told = heard.find(({ path }) => path === '/push/1');
    expect(one.read(told)).toMatchObject({
      name: 'high_error_rate',
      severity: 'critical',
      status: 'firing',
      count: 1,
    });
    expect(JSON.stringify(one.read(told))).not.toContain('PLANTED');
    expect(told?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'high' });
    const token = claims(String(told?.headers.authorization));
    expect(token.claims).toMatchObject({ aud: url('').replace(/\/$/, ''), sub: 'https://hub.example' });
    expect(token.key).toBe((await subscriptions?.keys())?.publicKey);
    expect((await subscriptions?.list('default'))?.length).toBe(2);
  });

  test('forgets at the first try a browser for whose keys nothing can be encrypted', async () => {
    const [subscriptions] = started.map((one) => one.subscriptions);
    const [good, broken] = [browser('/push/good'), browser('/push/broken')];
    // 65 bytes that are no point of the curve: a hub before this one took them.
    const p256dh = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url');
    answers.set('/push/good', (response) => response.writeHead(201).end());
    await channel('browsers', 'web_push', {});
    await subscriptions?.add('default', good.subscription, 'me');
    const keys = { ...broken.subscription.keys, p256dh };
    await subscriptions?.add('default', { ...broken.subscription, keys }, 'me');
    await queue(fires(row()));
    expect((await settled())[0]).toMatchObject({ state: 'sent', attempts: 1, reason: 'Told 1 browsers.' });
    expect(heard.map(({ path }) => path)).toEqual(['/push/good']);
    expect((await subscriptions?.list('default'))?.map(({ subscription }) => subscription.endpoint)).toEqual([
      url('/push/good'),
    ]);
  });

  test('has no room for very many browsers of one person, and goes on having some for others', async () => {
    const add = (at: number, owner: string) => {
      const endpoint = `https://push.example/${at}`;
      return started[0]?.subscriptions.add('default', { endpoint, keys: { p256dh: '', auth: '' } }, owner);
    };
    for (let at = 0; at < 50; at += 1) expect(await add(at, 'person anna')).toBe(true);
    expect(await add(50, 'person anna')).toBe(false);
    expect(await add(7, 'person anna')).toBe(true);
    expect(await add(50, 'person bert')).toBe(true);
  });

  test('is signed with one key by all hubs, also later', async () => {
    const others = await Promise.all([start(), start()]);
    const keys = await Promise.all([...started, ...others].map((one) => one.subscriptions.keys()));
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(1);
  });
});

describe('WEBHOOK_URL', () => {
  test('makes the channel default, wherever it leads, which goes with it', async () => {
    const alerting = {
      isOn: true,
      allowPrivateTargets: [],
      webhookUrl: url('/setting'),
      webhookSecret: 'a secret of the settings',
      smtpUrl: null,
    };
    const hub = await start({ alerting });
    await database.pool.query(
      `UPDATE notification_channels SET config = jsonb_set(config, '{group_window}', '0')`,
    );
    await Promise.all(started.splice(0, 1).map((one) => one.close()));
    await queue(fires(row()));
    await eventually(() => expect(heard.map(({ path }) => path)).toEqual(['/setting']));
    expect(heard[0]?.headers['x-observatory-signature']).toBeDefined();
    expect(await hub.channels.list('default')).toMatchObject([
      { name: 'default', fromSetting: true, kind: 'webhook' },
    ]);
    const { rows: stored } = await database.pool.query('SELECT secrets FROM notification_channels');
    expect(stored).toEqual([{ secrets: '' }]);
    await (await start()).channels.list('default');
    expect(await hub.channels.list('default')).toEqual([]);
  });
});

describe('secrets', () => {
  test('are sealed where they are stored, and in no log', async () => {
    const planted = 'PLANTED-SECRET-0123456789';
    answers.set(`/${planted}`, (response) => response.destroy());
    await channel('a', 'webhook', { url: url(`/${planted}`), signing_key: planted });
    await channel('b', 'pagerduty', { url: 'http://127.0.0.1:1234', routing_key: planted });
    await channel(
      'c',
      'email',
      { smtp_url: `smtp://u:${planted}@127.0.0.1:1234` },
      { to: ['a@example.com'] },
    );
    await queue(fires(row()));
    const told = await settled();
    const [hub] = started;
    const one = await hub?.channels.read('default', 'a');
    if (hub && one)
      expect(
        JSON.stringify(await sendMessage(one, testMessage('default', 'x'), { key: 'k', told: [] }, hub.send)),
      ).not.toContain(planted);
    const { rows: stored } = await database.pool.query('SELECT * FROM notification_channels');
    expect(stored).toHaveLength(3);
    expect(JSON.stringify([stored, told, logged])).not.toContain(planted);
  });
});
