import { expect, it } from 'vitest';
import { resolveSettings } from '../settings/resolve.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { capacityOf } from './capacity.ts';
import { measured } from './measured.ts';

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

it('has the spans share the cap of the hub with the events that come with them', () => {
  const { spansPerS, eventsPerS } = capacity({
    retention: '30d',
    caps: { executions: '10Gi' },
    storage: { sizes: { jaeger: '500Gi', hub: '20Gi' } },
  });
  expect(eventsPerS).toBeCloseTo(spansPerS * measured.eventsPerSpan);
  const bytes = (spansPerS * measured.spanBytesHub + eventsPerS * measured.eventBytesHub) * 30 * 86_400;
  expect(bytes / 2 ** 30).toBeCloseTo(9);
});

it('adds up hubs until their database is busy', () => {
  const hubs = (hub: number, database: 'embedded' | 'server') =>
    capacity({ replicas: { hub }, stores: { database, redis: hub > 1 } }).hubPeakSpansPerS;
  // 3.5 s of a hub's core and 4 s of PostgreSQL's two for the same spans: from 1.75 hubs on the database is busy.
  expect(hubs(3, 'server') / hubs(1, 'server')).toBeCloseTo(1.75);
  // Two cores of PostgreSQL, however many hubs ask for more.
  expect(hubs(50, 'server')).toBeCloseTo((2 * 100_000) / measured.postgresCpuSeconds);
});
