import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const passed = (bucket: TokenBucket, times: readonly number[]) => times.filter((now) => bucket.take(now));

it('lets a burst through at once, and then the rate', () => {
  const bucket = new TokenBucket({ maxEventsPerSecond: 10, burstSize: 3 }, 0);
  expect(passed(bucket, [0, 0, 0, 0, 99, 100, 199, 200, 201])).toEqual([0, 0, 0, 100, 200]);
});

it('keeps no more than a burst for later', () => {
  const bucket = new TokenBucket({ maxEventsPerSecond: 1000, burstSize: 2 }, 0);
  expect(passed(bucket, [60_000, 60_000, 60_000])).toEqual([60_000, 60_000]);
});

it('lets nothing more through than the burst where the rate is 0', () => {
  const bucket = new TokenBucket({ maxEventsPerSecond: 0, burstSize: 1 }, 0);
  expect(passed(bucket, [0, 1000, 1e9])).toEqual([0]);
});

it('is not confused by a clock that goes back', () => {
  const bucket = new TokenBucket({ maxEventsPerSecond: 1, burstSize: 1 }, 5000);
  expect(passed(bucket, [5000, 1000, 4000, 5500, 6000])).toEqual([5000, 6000]);
});

it('never lets more through than burst + rate · time, over any stretch', () => {
  fc.assert(
    fc.property(
      fc.record({
        maxEventsPerSecond: fc.double({ min: 0, max: 10_000, noNaN: true }),
        burstSize: fc.integer({ min: 1, max: 50 }),
      }),
      fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 200 }),
      (limit, steps) => {
        const bucket = new TokenBucket(limit, 0);
        let now = 0;
        const times = steps.map((step) => {
          now += step;
          return now;
        });
        const through = passed(bucket, times);
        through.forEach((start, first) => {
          through.slice(first).forEach((end, index) => {
            const most = limit.burstSize + ((end - start) * limit.maxEventsPerSecond) / 1000;
            expect(index + 1).toBeLessThanOrEqual(most + 1e-6);
          });
        });
      },
    ),
  );
});
