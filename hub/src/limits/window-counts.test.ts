import { expect, test } from 'vitest';
import { addressName, isAmong } from './address-name.ts';
import { WindowCounts } from './window-counts.ts';

test('a name has its number of each minute, which begins with its first', () => {
  const counts = new WindowCounts();
  expect(counts.take('a', 2, 1000)).toEqual({ isOver: false, remaining: 1, resetS: 60 });
  expect(counts.take('a', 2, 31_000)).toEqual({ isOver: false, remaining: 0, resetS: 30 });
  expect(counts.take('a', 2, 60_500)).toEqual({ isOver: true, remaining: 0, resetS: 1 });
  expect(counts.take('b', 2, 60_500)).toMatchObject({ isOver: false, remaining: 1 });
  expect(counts.take('a', 2, 61_000)).toMatchObject({ isOver: false, remaining: 1 });
});

test('looking counts nothing', () => {
  const counts = new WindowCounts();
  for (let at = 0; at < 10; at += 1) counts.look('a', 1, 0);
  expect(counts.take('a', 1, 0).isOver).toBe(false);
  expect(counts.look('a', 1, 0).isOver).toBe(true);
});

test('however many names come, fifty thousand are told apart', () => {
  const counts = new WindowCounts();
  for (let at = 0; at < 200_000; at += 1)
    counts.take(`2001:db8:${at >> 16}:${at & 0xffff}::/64`, 1, at / 1000);
  expect(counts.size).toBeLessThanOrEqual(50_000);
});

test('what is counted here is told once, and what all counted together takes its place', () => {
  const counts = new WindowCounts({ isShared: true });
  counts.take('a', 10, 1000);
  counts.take('a', 10, 2000);
  counts.take('b', 10, 2000);
  expect(counts.takeFresh(1, 3000)).toEqual([{ name: 'a', count: 2, leftMs: 58_000 }]);
  expect(counts.takeFresh(9, 3000)).toEqual([{ name: 'b', count: 1, leftMs: 59_000 }]);
  expect(counts.takeFresh(9, 3000)).toEqual([]);
  // One more here while the others are asked, who have counted seven and begun half a minute before.
  counts.take('a', 10, 3100);
  counts.settle('a', 9, 30_000, 3200);
  expect(counts.look('a', 11, 3200)).toEqual({ isOver: false, remaining: 0, resetS: 30 });
  expect(counts.takeFresh(9, 3300)).toEqual([{ name: 'a', count: 1, leftMs: 29_900 }]);
  expect(counts.take('a', 10, 33_300)).toMatchObject({ isOver: false, remaining: 9 });
});

test('a minute that is over is not told, nor what nobody else counts', () => {
  const shared = new WindowCounts({ isShared: true });
  shared.take('a', 1, 0);
  expect(shared.takeFresh(9, 60_000)).toEqual([]);
  const own = new WindowCounts();
  own.take('a', 1, 0);
  expect(own.takeFresh(9, 1)).toEqual([]);
});

test('nonsense from elsewhere changes no count', () => {
  const counts = new WindowCounts({ isShared: true });
  counts.take('a', 2, 0);
  counts.settle('a', Number.NaN, 1000, 0);
  counts.settle('a', 100, -2, 0);
  counts.settle('unknown', 100, 1000, 0);
  expect(counts.take('a', 2, 1)).toEqual({ isOver: false, remaining: 0, resetS: 60 });
  expect(counts.size).toBe(1);
});

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.1', '192.0.2.1'],
  ['no address\r\n', 'unknown'],
])('the address %j counts as %s', (address, name) => {
  expect(addressName(address)).toBe(name);
});

test.each([
  ['10.1.2.3', true],
  ['::ffff:10.1.2.3', true],
  ['11.1.2.3', false],
  ['2001:db8::1', true],
  ['2001:db9::1', false],
])('%s is among 10.0.0.0/8 and 2001:db8::1: %s', (address, expected) => {
  expect(isAmong(address, ['10.0.0.0/8', '2001:db8::1'])).toBe(expected);
});
