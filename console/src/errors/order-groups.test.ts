import { expect, test } from 'vitest';
import type { FailureGroup } from '../hub/types.ts';
import { orderGroups } from './order-groups.ts';

const group = (
  error_type: string,
  affected_executions: number,
  executions_before: number,
  last_seen: string,
): FailureGroup => ({
  fingerprint: error_type,
  error_type,
  message: '',
  normalised_message: '',
  step: null,
  count: affected_executions,
  share: null,
  affected_executions,
  affected_users: 0,
  affected_sessions: 0,
  agents: [],
  services: [],
  versions: [],
  first_in_stretch: last_seen,
  last_in_stretch: last_seen,
  first_seen: last_seen,
  last_seen,
  executions_before,
  is_new: false,
  is_back: false,
  trend: [],
  newest: [],
});

const groups = [
  group('Steady', 40, 41, '2026-11-22T10:00:00.000000Z'),
  group('Growing', 12, 2, '2026-11-22T11:00:00.000000Z'),
  group('Fresh', 1, 0, '2026-11-22T11:59:00.000000Z'),
];
const types = (order: 'most' | 'newest' | 'growing') =>
  orderGroups(groups, order).map(({ error_type }) => error_type);

test('causes come by runs, by their last run, or by how many more there are', () => {
  expect(types('most')).toEqual(['Steady', 'Growing', 'Fresh']);
  expect(types('newest')).toEqual(['Fresh', 'Growing', 'Steady']);
  expect(types('growing')).toEqual(['Growing', 'Fresh', 'Steady']);
});
