import { describe, expect, test } from 'vitest';
import { HubError } from '../errors.ts';
import { readAlertmanagerMessage } from './alertmanager-message.ts';

const receivedUs = 1_795_000_000_000_000;
const read = (body: unknown) => readAlertmanagerMessage(body, { project: 'default', receivedUs });

/** An alert as Alertmanager's documentation describes it. */
const alert = (changes: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'AgentFailing', severity: 'critical', agent: 'planner' },
  annotations: { summary: 'Runs of an agent fail.' },
  startsAt: '2026-02-06T13:08:45.828123456Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph?g0.expr=up&g0.tab=1',
  fingerprint: '1a30ba71cca2921f',
  ...changes,
});
const message = (...alerts: unknown[]) => ({ version: '4', status: 'firing', receiver: 'hub', alerts });
const faultOf = (body: unknown) => {
  try {
    return read(body).fault;
  } catch (error) {
    return error instanceof HubError ? `${error.code} ${error.message}` : error;
  }
};

describe("Alertmanager's message", () => {
  test('gives a notice for each alert', () => {
    expect(read(message(alert())).notices).toEqual([
      {
        project: 'default',
        source: 'alertmanager',
        fingerprint: '1a30ba71cca2921f',
        name: 'AgentFailing',
        severity: 'critical',
        status: 'firing',
        labels: { alertname: 'AgentFailing', severity: 'critical', agent: 'planner' },
        annotations: { summary: 'Runs of an agent fail.' },
        startsUs: 1_770_383_325_828_123,
        endsUs: null,
        generatorUrl: 'http://prometheus:9090/graph?g0.expr=up&g0.tab=1',
        receivedUs,
      },
    ]);
  });

  test.each([
    ['2026-02-06T14:08:45.828+01:00', 1_770_383_325_828_000],
    ['2026-02-06T13:08:45Z', 1_770_383_325_000_000],
  ])('may give a time as %s', (startsAt, us) => {
    expect(read(message(alert({ startsAt }))).notices[0]?.startsUs).toBe(us);
  });

  test('of a resolved alert says when it ended, not before it began', () => {
    const ended = (endsAt: string) => read(message(alert({ status: 'resolved', endsAt }))).notices[0]?.endsUs;
    expect(ended('2026-02-06T13:10:45Z')).toBe(1_770_383_445_000_000);
    expect(ended('2026-02-06T13:00:00Z')).toBe(1_770_383_325_828_123);
    expect(ended('0001-01-01T00:00:00Z')).toBe(receivedUs);
  });

  test('may hold what no version that is known has', () => {
    expect(
      read({ ...message(alert({ silenceURL: 'x' })), notificationReason: 'first' }).notices,
    ).toHaveLength(1);
  });

  test.each([
    [null, "OBS_BAD_REQUEST body: expected Alertmanager's webhook message, got none."],
    [[], "OBS_BAD_REQUEST body: expected Alertmanager's webhook message, got a list."],
    [
      { alerts: [] },
      'OBS_BAD_REQUEST body.version: expected "4", as Alertmanager\'s webhook says, got none.',
    ],
    [
      { version: '3', alerts: [] },
      'OBS_BAD_REQUEST body.version: expected "4", as Alertmanager\'s webhook says, got "3".',
    ],
    [{ version: '4' }, 'OBS_BAD_REQUEST body.alerts: expected a list, got none.'],
    [
      message(alert({ startsAt: 'yesterday' })),
      'OBS_BAD_REQUEST No alert of the message is valid: body.alerts[0].startsAt: expected a time as in RFC 3339, of 1970 to 2200, got "yesterday".',
    ],
  ])('that is none is refused: %j', (body, fault) => {
    expect(faultOf(body)).toBe(fault);
  });

  test.each([
    ['an alert', 'body.alerts[1]: expected an object, got a value of type string'],
    // Of which no text can be made.
    [
      { status: 'resolved', endsAt: { toString: 1, valueOf: 1 } },
      'body.alerts[1].endsAt: expected a time as in RFC 3339, of 1970 to 2200, got a value of type object',
    ],
    [{ status: 'pending' }, 'body.alerts[1].status: expected firing or resolved, got "pending"'],
    [
      { fingerprint: undefined },
      'body.alerts[1].fingerprint: expected at most 64 letters and digits (Alertmanager 0.16 or newer sends it), got none',
    ],
    [{ labels: { job: 'x' } }, 'body.alerts[1].labels.alertname: expected the name of the alert, got none'],
    [{ labels: ['a'] }, 'body.alerts[1].labels: expected an object, got a list'],
    [
      { labels: { alertname: 3 } },
      'body.alerts[1].labels["alertname"]: expected a text, got a value of type number',
    ],
    [
      { startsAt: '0001-01-01T00:00:00Z' },
      'body.alerts[1].startsAt: expected a time as in RFC 3339, of 1970 to 2200, got "0001-01-01T00:00:00Z"',
    ],
  ])('is taken without an alert that is invalid: %j', (changes, fault) => {
    const bad = typeof changes === 'string' ? changes : alert(changes);
    expect(read(message(alert(), bad))).toMatchObject({
      notices: [{}],
      leftOut: { invalid_record: 1 },
      fault,
    });
  });

  test('of more alerts than it may hold is taken up to there, and says how many were left out', () => {
    const many = Array.from({ length: 2003 }, (_, at) => alert({ fingerprint: `f${at}` }));
    const { notices, leftOut } = read({ ...message(...many), truncatedAlerts: 7 });
    expect([notices.length, leftOut]).toEqual([2000, { invalid_record: 0, too_many: 3, truncated: 7 }]);
  });

  test('with lists too deep to be shown is refused for them, not failed at', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(faultOf(message(alert(), alert({ status: deep })))).toBe(
      'body.alerts[1].status: expected firing or resolved, got a list',
    );
  });

  test.each([
    [{ toString: 1, valueOf: 1 }, 0],
    ['7', 0],
    [-1, 0],
    [0.5, 0],
    [Number.MAX_SAFE_INTEGER, 1_000_000],
  ])('that says %j for what Alertmanager left out counts %i', (truncatedAlerts, count) => {
    expect(read({ ...message(), truncatedAlerts }).leftOut.truncated).toBe(count);
  });

  test('keeps an address of the web alone', () => {
    const kept = (generatorURL: unknown) => read(message(alert({ generatorURL }))).notices[0]?.generatorUrl;
    expect(kept('javascript:alert(1)')).toBeNull();
    expect(kept('')).toBeNull();
    expect(kept(`https://x/${'y'.repeat(5000)}`)).toBeNull();
  });
});

describe('labels', () => {
  test('are cut and counted where they are too long or too many, never the name', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`l${at}`, 'v']));
    const { notices, shortened } = read(
      message(alert({ labels: { ...many, long: 'x', alertname: 'Late', severity: 'info' } })),
    );
    expect(Object.keys(notices[0]?.labels ?? {})).toHaveLength(64);
    expect(notices[0]).toMatchObject({ name: 'Late', severity: 'info' });
    expect(shortened).toBe(9);
  });

  test('of long values end between characters, with a mark', () => {
    const { notices, shortened } = read(
      message(alert({ labels: { alertname: 'A', ['n'.repeat(300)]: 'gone', agent: 'é'.repeat(600) } })),
    );
    expect(notices[0]?.labels).toEqual({ alertname: 'A', agent: `${'é'.repeat(505)}…[truncated]` });
    expect(shortened).toBe(2);
  });

  test('that PostgreSQL would refuse are made storable', () => {
    const labels = JSON.parse('{"alertname": "A\\u0000", "half": "\\ud800", "__proto__": "own"}');
    const { notices } = read(message(alert({ labels })));
    expect(Object.entries(notices[0]?.labels ?? {})).toEqual([
      ['alertname', 'A\ufffd'],
      ['half', '\ufffd'],
      ['__proto__', 'own'],
    ]);
  });

  test('without a severity say none', () => {
    expect(read(message(alert({ labels: { alertname: 'A' } }))).notices[0]?.severity).toBe('none');
  });
});
