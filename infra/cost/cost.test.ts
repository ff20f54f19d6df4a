import { expect, it } from 'vitest';
import { resolveSettings } from '../settings/resolve.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { containerStack } from '../stack/stack.ts';
import { stackCost } from './cost.ts';

const costOf = (values: PartialSettings) => {
  const { settings } = resolveSettings([{ name: 'test', values }]);
  return stackCost(containerStack('kubernetes', settings).components, { memoryGiB: 5, diskGiB: 0.1 });
};

it('prices memory limits and volumes of every replica', () => {
  const loki = costOf({
    profile: 'small',
    resources: { loki: { memory: { limit: '2Gi' } } },
    storage: { sizes: { loki: '30Gi' } },
  }).find(({ name }) => name === 'loki');
  expect(loki).toMatchObject({ replicas: 1, memoryGiB: 2, diskGiB: 30, dollarsPerMonth: 13 });
});

it('counts each replica', () => {
  const hub = costOf({
    profile: 'medium',
    replicas: { hub: 4 },
    resources: { hub: { memory: { limit: '1Gi' } } },
  });
  expect(hub.find(({ name }) => name === 'hub')).toMatchObject({
    replicas: 4,
    memoryGiB: 4,
    dollarsPerMonth: 20,
  });
});

it('has the memory of the described table: 1 GB each and 2 GB for Loki when small, the double when medium', () => {
  const memory = (profile: 'small' | 'medium') =>
    Object.fromEntries(
      costOf({ profile }).map(({ name, memoryGiB, replicas }) => [name, memoryGiB / replicas]),
    );
  expect(memory('small')).toMatchObject({ jaeger: 1, grafana: 1, loki: 2, prometheus: 1 });
  expect(memory('medium')).toMatchObject({ jaeger: 2, grafana: 2, loki: 4, prometheus: 2 });
});
