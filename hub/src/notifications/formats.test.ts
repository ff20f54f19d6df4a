import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultConfig } from './channel.ts';
import type { Waiting } from './delivery.ts';
import { discordBody } from './formats/discord.ts';
import { mailOf } from './formats/email.ts';
import { pagerdutyBody } from './formats/pagerduty.ts';
import { slackBody } from './formats/slack.ts';
import { pushBody } from './formats/web-push.ts';
import { webhookBody, webhookHeaders } from './formats/webhook.ts';
import { groupDeliveries } from './group-deliveries.ts';
import { matchesAll } from './matchers.ts';
import type { Message } from './message.ts';
import type { NoticeAlert } from './notice.ts';
import { outcomeOfStatus } from './outcome.ts';
import { settingChannel } from './setting-channel.ts';
import { testMessage } from './test-message.ts';

const pages = { hub: 'https://hub.example' };

const alert = (more: Partial<NoticeAlert> = {}): NoticeAlert => ({
  id: 'f1-abc',
  project: 'default',
  source: 'hub',
  name: 'high_error_rate',
  severity: 'critical',
  status: 'firing',
  labels: { agent: 'Claude-Agent' },
  annotations: { summary: 'Errors are many.', description: '12 % of the events are errors.' },
  starts_at: '2025-01-14T20:30:00.000000Z',
  ends_at: null,
  condition: 'error_rate',
  rule: { threshold: 0.1, window: '5m', value: 0.12 },
  event: { app: 'Claude-Agent', event_type: 'error', timestamp: '2025-01-14T20:30:00Z' },
  ...more,
});
const message = (...alerts: [NoticeAlert, ...NoticeAlert[]]): Message => ({
  id: 'm1',
  kind: 'alerts',
  alerts,
});

/** What an agent could set to reach people, a page or a header. */
const HOSTILE =
  '@everyone <!channel> <@U123> <#C1> @here <@&9> <script>alert(1)</script> [x](javascript:alert(1)) **b** `c`\r\nBcc: a@b.c\r\n\r\n\u202e\u0000 https://evil.example';
const hostile = (text = HOSTILE): NoticeAlert =>
  alert({
    name: text,
    severity: text,
    labels: { agent: text, [text.slice(0, 40)]: text },
    annotations: { summary: text, description: text, runbook_url: `javascript:${text}`, dashboard_url: text },
    event: { app: text, event_type: text, timestamp: text },
  });

interface Slack {
  text: string;
  attachments: [
    {
      fallback: string;
      color: string;
      blocks: {
        type: string;
        text?: { type: string; text: string };
        elements?: { type: string; text: string }[];
      }[];
    },
  ];
}
interface Discord {
  allowed_mentions: unknown;
  embeds: [{ title: string; description: string; color: number }];
}
interface PagerDuty {
  event_action: string;
  dedup_key: string;
  payload: { summary: string; source: string; severity: string; custom_details: { alerts: number } };
  links: { href: string; text: string }[];
}

describe('the payload of a webhook', () => {
  test("is the document's, key for key", () => {
    expect(JSON.stringify(webhookBody(message(alert())))).toBe(
      '{"alert":"high_error_rate","rule":{"condition":"error_rate","threshold":0.1,"window":"5m"},' +
        '"event":{"app":"Claude-Agent","event_type":"error","timestamp":"2025-01-14T20:30:00Z"},"severity":"high"}',
    );
  });

  test.each([
    ['critical', 'high'],
    ['warning', 'medium'],
    ['info', 'low'],
    ['none', 'low'],
  ])('calls %s %s', (severity, told) => {
    expect(webhookBody(message(alert({ severity })))).toMatchObject({ severity: told });
  });

  test('of an alert that no rule evaluates has its name as the condition, and when it began', () => {
    expect(
      webhookBody(
        message(alert({ name: 'FleetCritical', condition: null, rule: null, event: null, labels: {} })),
      ),
    ).toMatchObject({
      rule: { condition: 'FleetCritical', threshold: null, window: null },
      event: { app: 'observatory', event_type: 'alert', timestamp: '2025-01-14T20:30:00.000000Z' },
    });
  });
});

describe('the way to the alert', () => {
  const page = 'https://hub.example/alerts/f1-abc';

  test('stands in messages of each kind that people read', () => {
    const told = message(alert());
    expect(mailOf(told, pages).text).toContain(`Alert: ${page}`);
    expect(JSON.stringify(slackBody(told, pages))).toContain(`<${page}|Alert>`);
    expect(JSON.stringify(discordBody(told, pages))).toContain(`[Alert](${page})`);
    expect((pagerdutyBody(told, pages, 'key', 'k') as PagerDuty).links[0]).toEqual({
      href: page,
      text: 'Alert',
    });
    expect(webhookHeaders(told, '{}', undefined, 0, pages)['x-observatory-alert-url']).toBe(page);
  });

  test('is told by a hub alone that knows how people reach it', () => {
    const unknown = { hub: null };
    expect(mailOf(message(alert()), unknown).text).not.toContain('/alerts/');
    expect(webhookHeaders(message(alert()), '{}', undefined, 0, unknown)).not.toHaveProperty(
      'x-observatory-alert-url',
    );
  });

  test('is a path in what browsers are told: of the alert, of several, of the channels for a test', () => {
    expect(pushBody(message(alert()))).toMatchObject({ url: '/alerts/f1-abc' });
    expect(pushBody(message(alert(), alert({ id: 'f2-abc' })))).toMatchObject({ url: '/alerts' });
    expect(pushBody(testMessage('default', '00000000-0000-4000-8000-000000000000'))).toMatchObject({
      url: '/alerts/channels',
    });
  });
});

describe('what agents and users set', () => {
  test('mentions nobody in Slack, and is no markup there', () => {
    const body = slackBody(message(hostile()), pages) as Slack;
    const [{ blocks, fallback }] = body.attachments;
    for (const block of blocks) if (block.text !== undefined) expect(block.text.type).toBe('plain_text');
    // The only markup are links of the hub's own making.
    const markup = blocks.flatMap((block) => (block.elements ?? []).map(({ text }) => text));
    for (const text of markup)
      expect(text).toMatch(
        /^<https:\/\/hub\.example\/alerts\/f1-abc\|Alert> · <https:\/\/hub\.example\/[^<>|]*\|Executions>$/,
      );
    expect(body.text + fallback).not.toMatch(/[<>]/);
  });

  test('mentions nobody in Discord, and is no markup there', () => {
    const body = discordBody(message(hostile()), pages) as Discord;
    expect(body.allowed_mentions).toEqual({ parse: [] });
    const { title, description } = body.embeds[0];
    const links = /\[(?:Alert|Executions)\]\(https:\/\/hub\.example\/[^()\s]*\)/g;
    const rest = `${title}\n${description.replace(links, '')}`.replaceAll(/\\./gs, '');
    expect(rest).not.toMatch(/[*_~`<>[\]()#@|]/);
  });

  test('begins no header of a mail and no element of its page', () => {
    const { subject, html } = mailOf(message(hostile()), pages);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(subject).not.toMatch(/[\u0000-\u001f]/);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('javascript:alert(1)"');
    expect(html.match(/<a href="[^"]*"/g)).toEqual([
      '<a href="https://hub.example/alerts/f1-abc"',
      expect.stringMatching(/^<a href="https:\/\/hub\.example\//),
    ]);
  });

  test('leads nowhere but to the web in PagerDuty', () => {
    const { links, payload } = pagerdutyBody(message(hostile()), pages, 'key', 'k') as PagerDuty;
    expect(links.map(({ href }) => new URL(href).origin)).toEqual([
      'https://hub.example',
      'https://hub.example',
    ]);
    expect(payload.summary).not.toMatch(/[\r\n]/);
  });

  test('is not in what browsers are told, but for the name of the rule', () => {
    const told = JSON.stringify(
      pushBody(message(alert({ labels: { user: 'PLANTED' }, annotations: { summary: 'PLANTED' } }))),
    );
    expect(told).not.toContain('PLANTED');
    expect(Buffer.byteLength(JSON.stringify(pushBody(message(hostile('界'.repeat(5000))))))).toBeLessThan(
      2000,
    );
  });

  test('stays within the published limits of each service, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 6000 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('', '*'.repeat(5000), '<'.repeat(5000), '😀'.repeat(3000)),
        (texts, more) => {
          const [first, ...others] = texts.map((text, at) => ({ ...hostile(text + more), id: `a${at}` }));
          if (first === undefined) return;
          const all = message(first, ...others);
          const slack = slackBody(all, pages) as Slack;
          const { blocks } = slack.attachments[0];
          expect(blocks.length).toBeLessThanOrEqual(50);
          expect(slack.text.length).toBeLessThanOrEqual(3000);
          for (const { type, text, elements } of blocks) {
            if (text) expect(text.text.length).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
            for (const element of elements ?? []) expect(element.text.length).toBeLessThanOrEqual(3000);
          }
          const [{ title, description }] = (discordBody(all, pages) as Discord).embeds;
          expect(title.length).toBeLessThanOrEqual(256);
          expect(description.length).toBeLessThanOrEqual(4096);
          const pager = pagerdutyBody(all, pages, 'key', 'k') as PagerDuty;
          expect(pager.payload.summary.length).toBeLessThanOrEqual(1024);
          expect(Buffer.byteLength(JSON.stringify(pager))).toBeLessThanOrEqual(512 * 1024);
          for (const text of [JSON.stringify(slack), JSON.stringify(pager), title, description])
            expect(text.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a message of several alerts', () => {
  const many = Array.from({ length: 1000 }, (_, at) =>
    alert({ id: `a${at}`, labels: { agent: `agent ${at}` } }),
  );
  const [first, ...others] = many;

  test('says how many there are and describes the first', () => {
    const { subject, text } = mailOf(message(first ?? alert(), ...others), pages);
    expect(subject).toBe('[FIRING 1000, critical] high_error_rate: Errors are many.');
    expect(text.match(/^• /gm)).toHaveLength(10);
    expect(text).toContain('10 of 1000 are shown.');
  });

  test('says what is over, and for how long it was', () => {
    const over = alert({ status: 'resolved', ends_at: '2025-01-14T21:35:10.000000Z' });
    expect(mailOf(message(over), pages)).toMatchObject({
      subject: '[RESOLVED 1, critical] high_error_rate: Errors are many.',
      text: expect.stringContaining('✓ 12 % of the events are errors. Resolved after 1h 5m.'),
    });
  });
});

describe('PagerDuty', () => {
  test.each([
    ['firing', 'trigger'],
    ['acknowledged', 'acknowledge'],
    ['resolved', 'resolve'],
  ] as const)('is told of what is %s by %s, under one key', (status, action) => {
    expect(pagerdutyBody(message(alert({ status })), pages, 'routing', 'default/f1-abc')).toMatchObject({
      routing_key: 'routing',
      event_action: action,
      dedup_key: 'default/f1-abc',
    });
  });

  test('is for what is critical, unless set otherwise', () => {
    expect(defaultConfig('pagerduty').min_severity).toBe('critical');
    expect(defaultConfig('slack').min_severity).toBe('info');
  });
});

describe('WEBHOOK_URL', () => {
  test.each([
    ['https://hooks.slack.com/services/T/B/x', 'slack'],
    ['https://discord.com/api/webhooks/1/x', 'discord'],
    ['https://discordapp.com/api/webhooks/1/x', 'discord'],
    ['https://events.pagerduty.com/v2/enqueue?routing_key=abc', 'pagerduty'],
    ['https://events.pagerduty.com/integration/abc/enqueue', 'pagerduty'],
    ['https://hooks.slack.com.evil.example/x', 'webhook'],
    ['https://evil.example/hooks.slack.com', 'webhook'],
    ['http://localhost:5000/hook', 'webhook'],
  ])('%s is of the kind %s', (url, kind) => {
    const channel = settingChannel(url, null);
    expect(channel?.kind).toBe(kind);
    if (kind === 'pagerduty') expect(channel?.secrets.routing_key).toBe('abc');
  });
});

describe('what waits', () => {
  const waiting = (at: number, more: Partial<Waiting> = {}): Waiting => ({
    id: `d${at}`,
    transition: 'firing',
    severity: 'critical',
    alert: alert({ id: `a${at}` }),
    message_id: null,
    message_key: null,
    held: false,
    attempts: 0,
    tried_since_ms: null,
    told: [],
    ...more,
  });
  const storm = Array.from({ length: 1000 }, (_, at) => waiting(at));

  test.each(['slack', 'discord', 'email', 'web_push', 'webhook', 'pagerduty'] as const)(
    'in a storm of a thousand alerts is one message over %s',
    (kind) => {
      expect(groupDeliveries(kind, storm).map(({ deliveries }) => deliveries.length)).toEqual([1000]);
    },
  );

  test('goes over a webhook one by one while it is little', () => {
    expect(groupDeliveries('webhook', storm.slice(0, 5))).toHaveLength(5);
  });

  test('stays together once it was tried, apart from what came later and from what was held', () => {
    const groups = groupDeliveries('slack', [
      waiting(1, { message_id: 'm' }),
      waiting(2),
      waiting(3, { held: true }),
      waiting(4, { message_id: 'm' }),
    ]);
    expect(
      groups.map(({ messageId, isSummary, deliveries }) => [
        messageId,
        isSummary,
        deliveries.map(({ id }) => id),
      ]),
    ).toEqual([
      ['m', false, ['d1', 'd4']],
      [null, true, ['d3']],
      [null, false, ['d2']],
    ]);
  });
});

describe('matchers', () => {
  test.each([
    [{ label: 'team', op: '=', value: 'a' } as const, true],
    [{ label: 'team', op: '!=', value: 'a' } as const, false],
    [{ label: 'team', op: '=~', value: 'a|b' } as const, true],
    [{ label: 'team', op: '=~', value: '' } as const, false],
    [{ label: 'none', op: '=', value: '' } as const, true],
    [{ label: 'none', op: '!~', value: '.+' } as const, true],
    [{ label: '__proto__', op: '=', value: '' } as const, true],
    [{ label: 'team', op: '=~', value: '(a+)+$' } as const, true],
  ])('%o', (matcher, holds) => {
    expect(matchesAll([matcher], { team: 'a' })).toBe(holds);
  });
});

describe('an answer', () => {
  const at = (status: number, retryAfter?: string) =>
    outcomeOfStatus(
      status,
      new Headers(retryAfter ? { 'retry-after': retryAfter } : {}),
      Date.parse('2026-01-01T00:00:00Z'),
    );

  test.each([
    [200, 'sent'],
    [204, 'sent'],
    [302, 'dead'],
    [400, 'dead'],
    [404, 'dead'],
    [408, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('%i means %s', (status, result) => {
    expect(at(status).result).toBe(result);
  });

  test.each([
    ['30', 30_000],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['999999', 3_600_000],
    ['soon', null],
    ['-5', null],
  ])('may say when to come back: %s', (text, ms) => {
    expect(at(429, text).retryAfterMs).toBe(ms);
  });
});
