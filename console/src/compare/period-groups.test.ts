import { expect, test } from 'vitest';
import { periodGroups } from './period-groups.ts';

const bounds = {
  fromMs: Date.UTC(2026, 10, 22, 12, 0, 31),
  toMs: Date.UTC(2026, 10, 22, 18, 0, 31),
};

test('the stretch before ends where the other one begins', () => {
  expect(periodGroups('agent:triage OR agent:lead', bounds, 'before').groups).toEqual({
    a: '(agent:triage OR agent:lead) since:2026-11-22T06:00:00.000Z until:2026-11-22T12:00:00.000Z',
    b: '(agent:triage OR agent:lead) since:2026-11-22T12:00:00.000Z until:2026-11-22T18:00:00.000Z',
    from: '2026-11-22T06:00:00.000Z',
    to: '2026-11-22T18:00:00.000Z',
  });
});

test('the same hours of a week before, of all runs', () => {
  expect(periodGroups(' ', bounds, 'week').groups.a).toBe(
    'since:2026-11-15T12:00:00.000Z until:2026-11-15T18:00:00.000Z',
  );
});
