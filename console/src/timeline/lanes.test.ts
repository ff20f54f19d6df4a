import { expect, test } from 'vitest';
import { countShown, lanesOf, lanesOfCounts, type Moment, nearestMoment, typesShown } from './lanes.ts';

const moment = (second: number, type: Moment['type'], severity: Moment['severity'] = 'info'): Moment => ({
  time: new Date(Date.UTC(2026, 10, 23, 10, 0, second)).toISOString(),
  type,
  title: type,
  severity,
  execution_id: null,
  trace_id: null,
  service: null,
  duration_ms: null,
});
const stretch = { fromMs: Date.UTC(2026, 10, 23, 10, 0, 0), toMs: Date.UTC(2026, 10, 23, 10, 0, 10) };
const moments = [
  moment(1, 'execution_start'),
  moment(1, 'llm_call'),
  moment(2, 'llm_call', 'error'),
  moment(9, 'llm_call'),
  moment(9, 'execution_error', 'error'),
  moment(9, 'execution_cancel', 'warn'),
];

test('moments stand in the lane of their kind and in the part of the stretch in which they were', () => {
  const [runs, models] = lanesOf(moments, stretch, 5);
  expect(runs).toEqual({
    name: 'runs',
    count: 3,
    failed: 1,
    bins: [
      { at: 0, count: 1, failed: 0, warned: 0 },
      { at: 4, count: 2, failed: 1, warned: 1 },
    ],
  });
  expect(models?.bins.map(({ at, count }) => [at, count])).toEqual([
    [0, 1],
    [1, 1],
    [4, 1],
  ]);
});

test('lanes without a moment are left out; what lies beyond the stretch stands at its edge', () => {
  const lanes = lanesOf([moment(30, 'alert', 'warn')], stretch, 5);
  expect(lanes.map(({ name }) => name)).toEqual(['alerts']);
  expect(lanes[0]?.bins[0]?.at).toBe(4);
});

test('the moment nearest to a time is found', () => {
  expect(nearestMoment(moments, stretch.fromMs + 2_400)).toBe(2);
  expect(nearestMoment([], 0)).toBe(-1);
});

const counts = {
  from: '',
  to: '',
  counted_from: '',
  computed_at: '',
  total: 9,
  parts: 240,
  truncated: false,
  types: [
    { type: 'execution_start', count: 4, failed: 0, filled: [{ part: 3, count: 4, failed: 0, warned: 0 }] },
    {
      type: 'execution_error',
      count: 2,
      failed: 2,
      filled: [
        { part: 1, count: 1, failed: 1, warned: 0 },
        { part: 3, count: 1, failed: 1, warned: 0 },
      ],
    },
    { type: 'log', count: 3, failed: 0, filled: [{ part: 0, count: 3, failed: 0, warned: 2 }] },
  ],
} satisfies Parameters<typeof lanesOfCounts>[0];

test('types that the hub counted are added up to lanes', () => {
  expect(lanesOfCounts(counts)).toEqual([
    {
      name: 'runs',
      count: 6,
      failed: 2,
      bins: [
        { at: 1, count: 1, failed: 1, warned: 0 },
        { at: 3, count: 5, failed: 1, warned: 0 },
      ],
    },
    { name: 'logs', count: 3, failed: 0, bins: [{ at: 0, count: 3, failed: 0, warned: 2 }] },
  ]);
  expect(countShown(counts, new Set(['logs']))).toBe(6);
});

test('the hub is asked for the types of the lanes that are shown', () => {
  expect(typesShown(new Set())).toBeNull();
  expect(typesShown(new Set(['runs', 'models', 'tools', 'steps', 'alerts', 'marks']))).toEqual([
    'snapshot',
    'log',
  ]);
});
