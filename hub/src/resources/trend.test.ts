import { describe, expect, test } from 'vitest';
import { queryOf } from './prometheus-source.ts';
import { resourceMetrics } from './resource-names.ts';
import { ratesOf, sumBySteps } from './store-source.ts';
import { trendOf } from './trend.ts';

const MINUTE = 60_000_000;
const T0 = 1_790_000_000_000_000;
const at = (minute: number, value: number) => ({ timeUs: T0 + minute * MINUTE, value });

describe('the trend of a resource', () => {
  test('grows by what the line through its values grows in an hour', () => {
    // 10, 20, 30 and 60 at 0, 10, 20 and 30 minutes: 1.6 a minute by least squares.
    expect(trendOf([at(0, 10), at(10, 20), at(20, 30), at(30, 60)])).toEqual({
      now: 60,
      mean: 30,
      max: 60,
      slopePerHour: expect.closeTo(96, 9),
      samples: 4,
    });
  });

  test('of one value has no slope, and of none there is no trend', () => {
    expect(trendOf([at(0, 5)])).toEqual({ now: 5, mean: 5, max: 5, slopePerHour: null, samples: 1 });
    expect(trendOf([])).toBeNull();
  });
});

describe('the rate of a counter', () => {
  const sample = (seriesId: string, minute: number, value: number) => ({
    seriesId,
    stepUs: T0 + Math.floor(minute / 5) * 5 * MINUTE,
    ...at(minute, value),
  });

  test('is its growth a second, from 0 where it began anew', () => {
    const rates = ratesOf([
      sample('a', 0, 100),
      sample('a', 5, 400),
      sample('a', 10, 30),
      sample('b', 10, 7),
    ]);
    expect(rates.map(({ value }) => value)).toEqual([1, 0.1]);
  });

  test('of several series of a step adds up', () => {
    expect(sumBySteps([sample('a', 1, 2), sample('b', 2, 3), sample('a', 6, 4)])).toEqual([
      at(2, 5),
      at(6, 4),
    ]);
  });
});

test('Prometheus is asked under its names of the metrics', () => {
  const asked = resourceMetrics.map((metric) => queryOf(metric, { service: 'a"b', stepS: 900 }));
  expect(asked[0]).toBe(
    'sum by (service_name) (rate(process_cpu_time_seconds_total{service_name="a\\"b"}[900s]))',
  );
  expect(asked[1]).toBe('sum by (service_name) (process_memory_usage_bytes{service_name="a\\"b"})');
  const host = queryOf(
    {
      resource: 'memory_bytes',
      scope: 'host',
      metric: 'system.memory.usage',
      kind: 'level',
      unit: 'By',
      part: { attributes: ['system.memory.state', 'state'], values: ['used'] },
    },
    { service: null, stepS: 60 },
  );
  expect(host).toBe(
    'sum by (service_name) (system_memory_usage_bytes{system_memory_state=~"used"} or system_memory_usage_bytes{state=~"used"})',
  );
});
