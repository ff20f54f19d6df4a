import { expect, test } from 'vitest';
import type { FlameFrame } from '../hub/types.ts';
import { findInFlame, framesTo, layOutFlame, neighbourOf } from './flame-layout.ts';

const frame = (name: string, value: number, ...children: FlameFrame[]): FlameFrame => ({
  name,
  kind: 'tool',
  service: 'demo',
  count: 1,
  errors: 0,
  total_ms: value,
  self_ms: value,
  value,
  children,
});

const roots = [
  frame('agent', 100, frame('search', 60, frame('get', 30), frame('get', 30)), frame('chat', 20)),
];
const places = (zoom: string, least = 0) =>
  layOutFlame(roots, zoom, least).placed.map(({ key, left, width }) => [key, left, width]);

test('a frame is as wide as its part of what it is in, beside those before it', () => {
  expect(places('')).toEqual([
    ['0', 0, 1],
    ['0.0', 0, 0.6],
    ['0.0.0', 0, 0.3],
    ['0.0.1', 0.3, 0.3],
    ['0.1', 0.6, 0.2],
  ]);
});

test('what is zoomed into takes the whole width, as does what is around it', () => {
  expect(places('0.0')).toEqual([
    ['0', 0, 1],
    ['0.0', 0, 1],
    ['0.0.0', 0, 0.5],
    ['0.0.1', 0.5, 0.5],
  ]);
  expect(layOutFlame(roots, '0.0', 0).depth).toBe(3);
});

test('a zoom into what is not there any more shows everything', () => {
  expect(places('0.7.1')).toEqual(places(''));
  expect(framesTo(roots, '5')).toEqual([]);
});

test('what is too narrow to be seen is left out with all below it', () => {
  expect(places('', 0.25).map(([key]) => key)).toEqual(['0', '0.0', '0.0.0', '0.0.1']);
});

test('arrows lead down, up and along a level', () => {
  const { placed } = layOutFlame(roots, '', 0);
  expect(neighbourOf(placed, '0', 'ArrowDown')).toBe('0.0');
  expect(neighbourOf(placed, '0.0', 'ArrowRight')).toBe('0.1');
  expect(neighbourOf(placed, '0.0.1', 'ArrowUp')).toBe('0.0');
  expect(neighbourOf(placed, '0', 'ArrowUp')).toBeNull();
  expect(neighbourOf(placed, '0.1', 'ArrowRight')).toBeNull();
});

test('a search counts every span, but no time twice', () => {
  expect(findInFlame(roots, 'GET')).toEqual({ spans: 2, ms: 60 });
  expect(findInFlame([frame('get', 50, frame('get', 40))], 'get')).toEqual({ spans: 2, ms: 50 });
  expect(findInFlame(roots, ' ')).toEqual({ spans: 0, ms: 0 });
});
