import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { NoticeReceiver } from '../support/notice-receiver.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Notices as operators meet them: over the API, with a rule that fires and a receiver that hears of it. */

let hub: TestHub;
let receiver: NoticeReceiver;
const PLANTED = 'PLANTED-SECRET-0123456789';

beforeAll(async () => {
  receiver = await NoticeReceiver.open();
  hub = await startTestHub(
    {
      OBSERVATORY_ALLOW_PRIVATE_TARGETS: '127.0.0.1/32',
      WEBHOOK_URL: receiver.url(`/setting/${PLANTED}`),
      OBSERVATORY_WEBHOOK_SECRET: PLANTED,
      OBSERVATORY_PUBLIC_URL: 'https://hub.example',
    },
    undefined,
    {
      rulesEveryMs: 200,
      notificationTimes: {
        everyMs: 50,
        timeoutMs: 1000,
        retry: { firstMs: 20, mostMs: 40, attempts: 2, withinMs: 60_000 },
      },
    },
  );
});
afterAll(async () => {
  await hub.remove();
  await receiver.close();
});

const BASE = '/api/v1/notifications';

async function send(method: string, path: string, body?: unknown) {
  const response = await fetch(`${hub.url}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

interface Deliveries {
  readonly deliveries: readonly {
    readonly id: string;
    readonly channel: string;
    readonly alert: string;
    readonly state: string;
    readonly message_id: string | null;
  }[];
  readonly next_cursor: string | null;
}
const deliveries = async (query = '') => (await ask(hub, `${BASE}/deliveries?${query}`)).body as Deliveries;

const webhook = (path: string) => ({
  kind: 'webhook',
  url: receiver.url(path),
  signing_key: `${PLANTED}-key`,
  group_window: 0,
});

describe('a channel', () => {
  test('is made, shown without its secrets, changed without losing them, and deleted', async () => {
    const made = await send('POST', `${BASE}/channels`, { name: 'one', ...webhook(`/one/${PLANTED}`) });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'one',
      kind: 'webhook',
      min_severity: 'info',
      send_resolved: false,
      secrets: { url: { set: true, ends_with: '6789' }, signing_key: { set: true, ends_with: '-key' } },
    });
    expect((await send('POST', `${BASE}/channels`, { name: 'one', ...webhook('/') })).status).toBe(409);
    const changed = await send('PUT', `${BASE}/channels/one`, { kind: 'webhook', min_severity: 'critical' });
    expect(changed.body).toMatchObject({ min_severity: 'critical', secrets: { url: { set: true } } });
    const answers = [
      made,
      changed,
      await ask(hub, `${BASE}/channels`),
      await ask(hub, `${BASE}/channels/one`),
    ];
    expect(JSON.stringify(answers)).not.toContain(PLANTED);
    expect((await send('DELETE', `${BASE}/channels/one`)).status).toBe(204);
    expect((await send('DELETE', `${BASE}/channels/one`)).body.error.code).toBe('OBS_CHANNEL_NOT_FOUND');
  });

  test.each<[string, object, string]>([
    ['kind', { kind: 'fax' }, 'body.kind'],
    ['url', { kind: 'slack' }, 'body.url'],
    ['password in its url', { kind: 'slack', url: `https://a:${PLANTED}@x.example/` }, 'body.url'],
    ['scheme', { kind: 'slack', url: `file:///${PLANTED}` }, 'body.url'],
    ['port', { kind: 'slack', url: `http://x.example:25/${PLANTED}` }, 'body.url'],
    ['signing key', { kind: 'webhook', url: 'https://x.example/' }, 'body.signing_key'],
    [
      'long signing key',
      { kind: 'webhook', url: 'https://x.example/', signing_key: 'short' },
      'body.signing_key',
    ],
    ['routing key', { kind: 'pagerduty' }, 'body.routing_key'],
    ['recipient', { kind: 'email', smtp_url: 'smtp://x' }, 'body.to'],
    ['mail server', { kind: 'email', to: ['a@b.c'] }, 'body.smtp_url'],
    [
      'readable mail server',
      { kind: 'email', to: ['a@b.c'], smtp_url: `http://${PLANTED}` },
      'body.smtp_url',
    ],
    ['address without a header in it', { kind: 'email', to: ['a@b.c\r\nBcc: x@y.z'] }, 'body.to.0'],
    [
      'pattern',
      { kind: 'web_push', matchers: [{ label: 'a', op: '=~', value: '(' }] },
      'body.matchers.0.value',
    ],
    [
      'time zone',
      {
        kind: 'web_push',
        quiet_hours: {
          days: ['mon'],
          from: '22:00',
          to: '07:00',
          time_zone: 'Mars',
          passes: null,
          held: 'drop',
        },
      },
      'body.quiet_hours.time_zone',
    ],
    ['known field', { kind: 'web_push', sever: 'high' }, 'body.sever'],
  ])('that lacks a good %s is refused by the place that is at fault', async (_what, body, where) => {
    const answer = await send('PUT', `${BASE}/channels/bad`, body);
    expect([answer.status, answer.body.error.where]).toEqual([400, where]);
    expect(JSON.stringify(answer.body)).not.toContain(PLANTED);
  });

  test('is tested at once, and says what came of it without saying where it leads', async () => {
    await send('PUT', `${BASE}/channels/test`, webhook('/test'));
    expect((await send('POST', `${BASE}/channels/test/test`)).body).toEqual({
      sent: true,
      status: 200,
      reason: 'HTTP 200',
    });
    expect(receiver.heard.find(({ path }) => path === '/test')?.headers['x-observatory-status']).toBe('test');
    await send('PUT', `${BASE}/channels/test`, { ...webhook('/'), url: 'http://169.254.169.254/latest' });
    expect((await send('POST', `${BASE}/channels/test/test`)).body).toEqual({
      sent: false,
      status: null,
      reason:
        'The address is refused: it leads to no public address (OBSERVATORY_ALLOW_PRIVATE_TARGETS allows others).',
    });
    await send('DELETE', `${BASE}/channels/test`);
  });

  test('of WEBHOOK_URL is there by itself; what it is told of can be changed, where it leads cannot', async () => {
    const kept = await send('PUT', `${BASE}/channels/default`, { kind: 'webhook', group_window: 0 });
    expect(kept.body).toMatchObject({
      from_setting: true,
      group_window: 0,
      secrets: { signing_key: { set: true } },
    });
    expect((await send('PUT', `${BASE}/channels/default`, webhook('/'))).status).toBe(400);
    expect((await send('DELETE', `${BASE}/channels/default`)).status).toBe(400);
    expect(JSON.stringify((await ask(hub, `${BASE}/channels`)).body)).not.toContain(PLANTED);
    expect(JSON.stringify(await queryStore(hub, 'SELECT * FROM notification_channels'))).not.toContain(
      PLANTED,
    );
  });
});

describe('a rule that fires', () => {
  test('is told over every channel that wants it; what was given up is told later by hand', async () => {
    await send('PUT', `${BASE}/channels/default`, { kind: 'webhook', group_window: 0 });
    await send('PUT', `${BASE}/channels/works`, webhook('/works'));
    await send('PUT', `${BASE}/channels/fails`, webhook('/fails'));
    receiver.refuses('/fails');
    await send('POST', '/alerts/rules', {
      name: 'many_events',
      condition: 'event_count',
      threshold: 1,
      window: '5m',
      enabled: true,
      severity: 'warning',
    });
    await queryStore(
      hub,
      `INSERT INTO observability_events (project, time, id, cursor, type, severity, message, source_id, attributes)
       SELECT 'default', now(), 'notice ' || gen_random_uuid(), nextval('event_cursor'), 'log', 'info', '', 1,
              jsonb_build_object('gen_ai.agent.name', 'Claude-Agent') FROM generate_series(1, 5)`,
    );
    await eventually(async () => {
      const { deliveries: list } = await deliveries();
      expect(list.map(({ channel, alert, state }) => `${channel} ${alert} ${state}`).toSorted()).toEqual([
        'default many_events sent',
        'fails many_events dead',
        'works many_events sent',
      ]);
    });
    const told = receiver.heard.find(({ path }) => path === '/works');
    expect(JSON.parse(told?.text ?? '')).toMatchObject({
      alert: 'many_events',
      rule: { condition: 'event_count', threshold: 1, window: '5m' },
      event: { app: 'Claude-Agent', event_type: 'log' },
      severity: 'medium',
    });
    expect(receiver.heard.some(({ path }) => path === `/setting/${PLANTED}`)).toBe(true);

    const dead = (await deliveries('state=dead')).deliveries;
    expect(dead).toMatchObject([{ channel: 'fails', state: 'dead' }]);
    receiver.clear();
    const id = dead[0]?.id;
    expect((await send('POST', `${BASE}/deliveries/${id}/resend`)).body).toEqual({ resent: 1 });
    await eventually(async () => expect((await deliveries('state=dead')).deliveries).toEqual([]));
    await eventually(() =>
      expect(receiver.heard.map(({ headers }) => headers['x-observatory-delivery'])).toEqual([
        dead[0]?.message_id,
      ]),
    );
    expect((await send('POST', `${BASE}/deliveries/${id}/resend`)).body.error.code).toBe(
      'OBS_DELIVERY_NOT_FOUND',
    );
    expect((await send('POST', `${BASE}/deliveries/resend`, { channel: 'fails' })).body).toEqual({
      resent: 0,
    });

    let first = await deliveries('limit=2');
    // What was sent again is written down a moment after it was heard.
    await eventually(async () => {
      const before = first;
      first = await deliveries('limit=2');
      expect(first).toEqual(before);
    });
    const rest = await deliveries(`limit=2&cursor=${first.next_cursor}`);
    expect(new Set([...first.deliveries, ...rest.deliveries].map((one) => one.id)).size).toBe(3);
    expect(rest.next_cursor).toBeNull();
  }, 40_000);
});

describe('a browser', () => {
  const subscription = {
    endpoint: 'https://push.example/1',
    expirationTime: null,
    keys: {
      p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
      auth: 'tBHItJI5svbpez7KI4CCXg',
    },
  };

  test('subscribes with the key of the hub, which stays, and leaves', async () => {
    const { body: key } = await ask(hub, `${BASE}/push/key`);
    expect(key).toEqual({ public_key: expect.stringMatching(/^[\w-]{87}$/) });
    expect((await ask(hub, `${BASE}/push/key`)).body).toEqual(key);
    const made = await send('POST', `${BASE}/push/subscriptions`, subscription);
    expect([made.status, made.body.channel]).toEqual([201, 'browsers']);
    expect((await send('POST', `${BASE}/push/subscriptions`, subscription)).body).toEqual(made.body);
    const { endpoint } = subscription;
    expect((await send('DELETE', `${BASE}/push/subscriptions`, { endpoint })).status).toBe(204);
    expect((await send('DELETE', `${BASE}/push/subscriptions`, { endpoint })).status).toBe(404);
    const bad = { ...subscription, endpoint: 'file:///etc/passwd' };
    expect((await send('POST', `${BASE}/push/subscriptions`, bad)).body.error.where).toBe('body.endpoint');
  });

  test.each([
    ['p256dh', 'B'.repeat(87), 'Expected a point of the curve P-256 in 65 bytes, as base64url'],
    ['auth', 'A'.repeat(24), 'Expected 16 bytes, as base64url'],
  ])('is told at once of a key that nothing can be encrypted with: %s', async (name, value, expected) => {
    const broken = { ...subscription, keys: { ...subscription.keys, [name]: value } };
    const { status, body } = await send('POST', `${BASE}/push/subscriptions`, broken);
    expect([status, body.error.where]).toEqual([400, `body.keys.${name}`]);
    expect(body.error.message).toContain(expected);
  });
});
