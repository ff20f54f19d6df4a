import { describe, expect, test } from 'vitest';
import type { Alert, Budget, FailureGroup, Forecast, StuckExecutions } from '../hub/types.ts';
import type { Integration } from './dashboard-types.ts';
import { findAttention } from './find-attention.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const titles = (...sources: Parameters<typeof findAttention>) =>
  findAttention(...sources).map(({ severity, title, href }) => `${severity}: ${title} ${href}`);

const alert = (with_: Partial<Alert> = {}): Alert => ({
  id: 'a1',
  fingerprint: 'f1',
  source: 'hub',
  name: 'high_error_rate',
  severity: 'warning',
  status: 'firing',
  state: 'active',
  summary: '12 % of runs failed.',
  description: null,
  labels: {},
  annotations: {},
  starts_at: '2026-11-23T11:50:00Z',
  ends_at: null,
  duration_ms: null,
  received_at: '2026-11-23T11:50:00Z',
  last_notified_at: '2026-11-23T11:50:00Z',
  generator_url: null,
  runbook: null,
  condition: 'error_rate',
  rule: null,
  event: null,
  acknowledged_at: null,
  acknowledged_by: null,
  silenced_until: null,
  silence_id: null,
  ...with_,
});

const group = (with_: Partial<FailureGroup> = {}): FailureGroup => ({
  fingerprint: 'd071',
  error_type: 'timeout',
  message: 'no answer',
  normalised_message: 'no answer',
  step: null,
  count: 8,
  share: 1,
  affected_executions: 8,
  affected_users: 2,
  affected_sessions: 2,
  agents: [{ name: 'planner', executions: 8 }],
  services: [],
  versions: [],
  first_in_stretch: '2026-11-23T11:00:00Z',
  last_in_stretch: '2026-11-23T11:58:00Z',
  first_seen: '2026-11-20T11:00:00Z',
  last_seen: '2026-11-23T11:58:00Z',
  executions_before: 8,
  is_new: false,
  is_back: false,
  trend: [2, 2, 2, 2].map((count) => ({ start: '2026-11-23T11:00:00Z', count })),
  newest: [],
  ...with_,
});

const stuck = (with_: Partial<StuckExecutions> = {}): StuckExecutions => ({
  from: '',
  to: '',
  running: 5,
  stuck_count: 1,
  stuck: [
    {
      id: 'e'.repeat(48),
      parent_id: null,
      kind: 'agent',
      name: 'planner',
      service: 'shop',
      environment: null,
      user_id: null,
      session_id: null,
      started_at: '2026-11-23T11:00:00Z',
      last_event_at: '2026-11-23T11:55:00Z',
      silent_seconds: 300,
      heartbeat_at: null,
      expected_seconds: 20,
      expected_by: 'own_p99',
      samples: 100,
      step: { name: 'search', kind: 'tool', since: '2026-11-23T11:55:00Z' },
    },
  ],
  abandoned_count: 0,
  abandoned: [],
  computed_at: '',
  ...with_,
});

const budget = (with_: Partial<Budget>): Budget => ({
  name: 'team',
  period: 'month',
  limit_usd: 100,
  by: null,
  value: null,
  period_start: '',
  period_end: '',
  spent_usd: 80,
  share: 0.8,
  remaining_usd: 20,
  projected_usd: 130,
  projected_method: 'trend',
  projected_reason: null,
  status: 'at_risk',
  unpriced_calls: 0,
  created_at: '',
  updated_at: '',
  ...with_,
});

const disk = (reached_at: string | null): Forecast => ({
  metric: 'disk',
  horizon: '30d',
  agent: null,
  unit: 'bytes',
  from: '',
  to: '',
  predicted: null,
  low: null,
  high: null,
  samples: 30,
  method: 'trend',
  reason: null,
  steps: [],
  step_half_widths: [],
  past: [],
  step_seconds: 1,
  current: 1,
  limits: [{ limit: 'disk', bytes: 1, reached_at, earliest_at: null }],
  computed_at: '',
});

const server = (reachable: boolean | null): Integration => ({
  name: 'loki',
  configured: reachable !== null,
  reachable,
  url: null,
  page: null,
  version: null,
  latency_ms: null,
  checked_at: '2026-11-23T12:00:00Z',
  error: reachable === false ? 'no answer within 800 ms' : null,
});

test('where nothing was answered, or all is well, nothing needs anybody', () => {
  const calm = { stuck: stuck({ stuck: [], stuck_count: 0 }), budgets: [budget({ status: 'ok' })] };
  expect(findAttention({}, now)).toEqual([]);
  expect(findAttention({ ...calm, alerts: [], failures: [group()], disk: disk(null) }, now)).toEqual([]);
});

test('the worst comes first, then alerts, then what is newest', () => {
  const alerts = [
    alert({ id: 'old', name: 'old', starts_at: '2026-11-23T08:00:00Z' }),
    alert({ id: 'bad', name: 'bad', severity: 'critical', starts_at: '2026-11-23T07:00:00Z' }),
    alert({ id: 'told', name: 'told', severity: 'info' }),
  ];
  expect(titles({ alerts, stuck: stuck() }, now)).toEqual([
    'critical: bad /alerts/bad',
    'warning: old /alerts/old',
    `warning: planner is stuck /executions/${'e'.repeat(48)}`,
    'note: told /alerts/told',
  ]);
});

test('alerts of one name are one thing, with what the newest says', () => {
  const alerts = [
    alert({ id: 'a', summary: 'planner is stuck', starts_at: '2026-11-23T08:00:00Z' }),
    alert({ id: 'b', summary: 'reviewer is stuck', starts_at: '2026-11-23T09:00:00Z' }),
  ];
  expect(findAttention({ alerts }, now)).toEqual([
    {
      key: 'alert b',
      severity: 'warning',
      title: 'high_error_rate, 2 times',
      reason: 'reviewer is stuck',
      href: '/alerts',
      since: '2026-11-23T09:00:00Z',
    },
  ]);
});

test.each(['acknowledged', 'silenced'] as const)('an alert that is %s needs nobody else', (state) => {
  expect(findAttention({ alerts: [alert({ state })] }, now)).toEqual([]);
});

test('says for how long a run is silent, and counts those that are not named', () => {
  const [one, more] = findAttention({ stuck: stuck({ stuck_count: 4 }) }, now);
  expect(one?.reason).toBe('Silent for 5m 00s, expected a sign within 20.0 s; last in search.');
  expect(more?.title).toBe('3 more executions are stuck');
});

describe('a cause of failures', () => {
  const reason = (with_: Partial<FailureGroup>) =>
    findAttention({ failures: [group(with_)] }, now)[0]?.reason;

  test('that is even needs nobody; one that grows, is new or is back does', () => {
    const counts = (list: number[]) => list.map((count) => ({ start: '', count }));
    expect(reason({})).toBeUndefined();
    expect(reason({ trend: counts([1, 1, 0, 6]) })).toBe(
      'Grows: 75 % of its 8 times, 2 users in the last quarter of this time.',
    );
    expect(reason({ is_back: true })).toBe('Is back after it had gone: 8 times, 2 users.');
    expect(reason({ is_new: true })).toMatch(/^New since \d\d:\d\d: 8 times, 2 users\.$/);
  });

  test('that came once, or three times, is chance', () => {
    expect(reason({ is_new: true, count: 1 })).toBeUndefined();
    expect(reason({ count: 3, trend: [{ start: '', count: 3 }] })).toBeUndefined();
  });
});

test('a budget that is spent is worse than one that will be', () => {
  const budgets = [budget({}), budget({ name: 'day', status: 'spent', spent_usd: 101 })];
  expect(findAttention({ budgets }, now).map(({ severity, reason }) => [severity, reason])).toEqual([
    ['critical', 'Spent: $101.00 of $100.00.'],
    ['warning', '$80.00 of $100.00 spent; will come to $130.00.'],
  ]);
});

test.each([
  ['2026-11-23T20:00:00Z', ['critical: The database’s disk /admin']],
  ['2026-11-28T12:00:00Z', ['warning: The database’s disk /admin']],
  ['2026-12-20T12:00:00Z', []],
])('a disk that is full at %s', (at, expected) => {
  expect(titles({ disk: disk(at) }, now)).toEqual(expected);
});

test('a server that does not answer is told; one that no setting names is not', () => {
  expect(titles({ integrations: [server(false)] }, now)).toEqual(['note: Loki does not answer /admin']);
  expect(titles({ integrations: [server(true), server(null)] }, now)).toEqual([]);
});
