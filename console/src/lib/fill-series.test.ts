import { expect, test } from 'vitest';
import { fillSeries } from './fill-series.ts';

const iso = (seconds: number) => new Date(seconds * 1_000).toISOString();

test('points that were left out get a time, those before and after the others too', () => {
  const points = [{ time: iso(900), runs: 3 }];
  const { times, at } = fillSeries(points, 300, iso(300), iso(1_500));
  expect(times).toEqual([300, 600, 900, 1_200]);
  expect(times.map((time) => at(time)?.runs ?? 0)).toEqual([0, 0, 3, 0]);
});

test('buckets that do not begin at whole multiples keep their begin', () => {
  const { times } = fillSeries([{ time: iso(1_010) }], 100, iso(800), iso(1_100));
  expect(times).toEqual([710, 810, 910, 1_010]);
});

test('without any point the times stand alone', () => {
  expect(fillSeries([], 60, iso(120), iso(240)).times).toEqual([120, 180]);
});
