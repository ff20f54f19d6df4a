import { expect, test } from 'vitest';
import { type Frame, flameOf } from './flame.ts';
import { span } from './span-fixture.ts';
import { traceTree } from './trace-tree.ts';

// run     0 ──────────────────────── 100
// search    10 ── 30
// search       20 ──── 50
//   http        25 ─ 35              within the second
// write                   60 ── 90   failed
const tree = traceTree(
  [
    span('run', null, 0, 100),
    span('s1', 'run', 10, 30, { name: 'search', kind: 'tool' }),
    span('s2', 'run', 20, 50, { name: 'search', kind: 'tool' }),
    span('http', 's2', 25, 35, { kind: 'span' }),
    span('write', 'run', 60, 90, { status: 'failed' }),
  ],
  0,
);
const line = ({ name, count, errors, total_ms, self_ms, value, children }: Frame): unknown => [
  `${name} ×${count} !${errors} total ${total_ms} self ${self_ms} value ${value}`,
  ...children.map(line),
];

test('siblings of one name are one frame; self time is what no child covers, width has room for parallel ones', () => {
  // Of run, 10–50 and 60–90 are covered: self 30. search: 20 + 30 = 50, of which http takes 10.
  expect(flameOf(tree, true).roots.map(line)).toEqual([
    [
      'run ×1 !0 total 100 self 30 value 110',
      ['search ×2 !0 total 50 self 40 value 50', ['http ×1 !0 total 10 self 10 value 10']],
      ['write ×1 !1 total 30 self 30 value 30'],
    ],
  ]);
});

test('each span is a frame by itself where siblings are not merged', () => {
  const flame = flameOf(tree, false);
  expect(flame.frames).toBe(5);
  expect(flame.roots[0]?.children.map(({ name, total_ms }) => [name, total_ms])).toEqual([
    ['search', 20],
    ['search', 30],
    ['write', 30],
  ]);
});

test('what has no room is in frames named (more), and no time is lost', () => {
  const spans = [span('run', null, 0, 100)];
  for (let i = 0; i < 100; i++) spans.push(span(`c${i}`, 'run', i, i + 1));
  const flame = flameOf(traceTree(spans, 0), true, 5);
  expect([flame.frames, flame.isCut]).toEqual([6, true]);
  expect(flame.roots.map(line)).toEqual([
    [
      'run ×1 !0 total 100 self 0 value 100',
      ...[0, 1, 2, 3].map((i) => [`c${i} ×1 !0 total 1 self 1 value 1`]),
      ['(more) ×96 !0 total 96 self 96 value 96'],
    ],
  ]);
});

test('a chain of 50,000 spans is cut where no page draws on, and can be written as JSON', () => {
  const chain = Array.from({ length: 50_000 }, (_, i) =>
    span(`s${i}`, i === 0 ? null : `s${i - 1}`, 0, 50_000 - i),
  );
  const flame = flameOf(traceTree(chain, 0), true);
  expect([flame.frames, flame.isCut]).toEqual([101, true]);
  expect(JSON.stringify(flame.roots)).toContain('(more)');
  expect(flame.roots[0]?.value).toBe(50_000);
});
