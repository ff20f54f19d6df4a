import { expect, it } from 'vitest';
import { resolveSettings } from '../settings/resolve.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { capacityOf } from './capacity.ts';

const capacity = (values: PartialSettings) =>
  capacityOf(resolveSettings([{ name: 'test', values }]).settings);

it('carries twice as much with half the retention', () => {
  const month = capacity({ profile: 'small', retention: '60d' });
  const half = capacity({ profile: 'small', retention: '30d' });
  expect(half.spansPerS / month.spansPerS).toBeCloseTo(2);
  expect(half.linesPerS / month.linesPerS).toBeCloseTo(2);
});

it('names the store that fills first', () => {
  const small = { hub: '60Gi', jaeger: '1Gi' };
  expect(capacity({ storage: { sizes: small }, caps: { executions: '50Gi' } }).spansLimit).toBe(
    "Jaeger's volume",
  );
  expect(capacity({ storage: { sizes: { jaeger: '500Gi' } } }).spansLimit).toBe("the hub's database cap");
});

it('passes on more for a while with more collectors', () => {
  const two = capacity({ replicas: { collector: 2 } });
  expect(two.peakSpansPerS / capacity({}).peakSpansPerS).toBeCloseTo(2);
});
