import { expect, test } from 'vitest';
import type { CriticalPath } from '../hub/types.ts';
import { rowFinder, rowPaths } from './path-marks.ts';

const segment = (span_id: string | null, offset_ms: number, self_ms: number) => ({
  span_id,
  execution_id: null,
  name: 'step',
  service: 'demo',
  kind: 'tool' as const,
  status: 'completed' as const,
  offset_ms,
  self_ms,
  share: self_ms / 10_000,
});

const aPath = (...segments: CriticalPath['segments']): CriticalPath => ({
  trace_id: 'a'.repeat(32),
  execution_id: null,
  name: 'run',
  status: 'completed',
  start_time: '2026-11-22T12:00:00.000000Z',
  end_time: '2026-11-22T12:00:10.000000Z',
  duration_ms: 10_000,
  span_count: 3,
  truncated: false,
  segments,
  by_step: [],
  outlasted_ms: 0,
});

const itself = (spanId: string) => spanId;

test('a row has the stretches that passed in it, and their share of the whole', () => {
  const rows = rowPaths(
    aPath(segment('a', 0, 1_000), segment('b', 1_000, 6_000), segment('a', 7_000, 3_000)),
    itself,
  );
  expect(rows.get('a')).toEqual({
    marks: [
      { fromMs: 0, toMs: 1_000 },
      { fromMs: 7_000, toMs: 10_000 },
    ],
    ms: 4_000,
    share: 0.4,
  });
  expect(rows.get('b')?.share).toBe(0.6);
});

test('stretches that nobody could tell apart are drawn as one', () => {
  const rows = rowPaths(
    aPath(segment('a', 0, 1_000), segment('b', 1_000, 2), segment('a', 1_002, 998)),
    itself,
  );
  expect(rows.get('a')?.marks).toEqual([{ fromMs: 0, toMs: 2_000 }]);
});

test('time in which nothing ran belongs to no row', () => {
  expect(rowPaths(aPath(segment(null, 0, 10_000)), itself).size).toBe(0);
});

test('time of a request belongs to the step that it was made for', () => {
  const parentOf = (span_id: string, parent_span_id: string | null) => ({ span_id, parent_span_id });
  const rowOf = rowFinder(new Set(['run', 'tool']), [
    parentOf('run', null),
    parentOf('tool', 'run'),
    parentOf('get', 'tool'),
    parentOf('select', 'get'),
    parentOf('ring', 'other ring'),
    parentOf('other ring', 'ring'),
  ]);
  expect(['tool', 'select', 'get', 'ring', 'unknown'].map(rowOf)).toEqual([
    'tool',
    'tool',
    'tool',
    null,
    null,
  ]);
});
