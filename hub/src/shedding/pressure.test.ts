import { expect, test } from 'vitest';
import { isShed, type Load, nextPressure, noPressure, type Pressure, shedKinds } from './pressure.ts';

const MIB = 2 ** 20;
const calm: Load = { delayMs: 20, waitingReads: 0, waitingBytes: 0 };
const after = (loads: readonly Load[], from: Pressure = noPressure) => loads.reduce(nextPressure, from);
const shed = (pressure: Pressure) => shedKinds.filter((kind) => isShed(pressure, kind));
const times = (count: number, load: Load) => Array<Load>(count).fill(load);

test('one late look refuses nobody', () => {
  expect(shed(after([{ ...calm, delayMs: 9000 }, calm]))).toEqual([]);
  expect(shed(after([{ ...calm, delayMs: 9000 }, calm, { ...calm, delayMs: 9000 }]))).toEqual([]);
});

test.each<[string, Partial<Load>, string[]]>([
  ['an event loop that is half a second late', { delayMs: 500 }, ['heavy_read']],
  ['one that is a second late', { delayMs: 1000 }, ['heavy_read', 'read']],
  ['one that is two seconds late', { delayMs: 2000 }, ['heavy_read', 'read', 'ingest']],
  ['one that is a little less late', { delayMs: 499 }, []],
  ['16 reads that wait', { waitingReads: 16 }, ['heavy_read']],
  ['32 reads that wait', { waitingReads: 32 }, ['heavy_read', 'read']],
  ['any number of reads that wait', { waitingReads: 10_000 }, ['heavy_read', 'read']],
  ['32 MiB that wait to be stored', { waitingBytes: 32 * MIB }, ['heavy_read']],
  ['64 MiB', { waitingBytes: 64 * MIB }, ['heavy_read', 'read']],
  ['as much as may wait', { waitingBytes: 128 * MIB }, ['heavy_read', 'read', 'ingest']],
])('%s', (_what, load, refused) => {
  expect(shed(after(times(2, { ...calm, ...load })))).toEqual(refused);
});

test('it goes slowly, kind by kind, the most urgent first, and not while the load stays near', () => {
  const full = after(times(2, { ...calm, delayMs: 3000 }));
  expect(shed(full)).toEqual(['heavy_read', 'read', 'ingest']);
  // 1500 ms is below the 2000 of ingest, but not clearly.
  expect(shed(after(times(50, { ...calm, delayMs: 1500 }), full))).toHaveLength(3);
  expect(shed(after(times(5, calm), full))).toHaveLength(3);
  expect(shed(after(times(6, calm), full))).toEqual(['heavy_read', 'read']);
  expect(shed(after(times(12, calm), full))).toEqual(['heavy_read']);
  expect(shed(after(times(18, calm), full))).toEqual([]);
});

test('a load that swings around a threshold does not switch to and fro', () => {
  const swing = Array.from({ length: 200 }, (_, index) => ({ ...calm, delayMs: index % 4 < 2 ? 520 : 480 }));
  let changes = 0;
  let pressure = noPressure;
  for (const load of swing) {
    const next = nextPressure(pressure, load);
    if (next.level !== pressure.level) changes += 1;
    pressure = next;
  }
  expect(changes).toBe(1);
});
