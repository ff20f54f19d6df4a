import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stackSettings } from '../../test/support/stack-settings.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { containerStack } from '../stack/stack.ts';
import { lokiServer } from './loki.ts';

const parts: PartialSettings = {
  profile: 'large',
  stores: {
    metricsUrl: 'https://mimir.test/api/v1/push',
    metricsQueryUrl: 'https://mimir.test/prometheus',
    bucket: 'logs',
    bucketEndpoint: 's3.test:9000',
    bucketRegion: 'eu-1',
    bucketCredentialsFile: 'keys.ini',
    tracesUrl: 'clickhouse.test:9000',
  },
};
const component = (name: string, values: PartialSettings = {}) => {
  const found = containerStack('kubernetes', stackSettings(values)).components.find(
    (one) => one.name === name,
  );
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const config = (name: string, values: PartialSettings = {}) =>
  parse(component(name, values).files[0]?.content ?? '');

test('One server does everything where one is enough', () => {
  const names = containerStack('compose', stackSettings()).components.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('loki'))).toEqual(['loki']);
  expect(config('loki').target).toBeUndefined();
});

test('Large, each part is a server of its own', () => {
  const names = containerStack('kubernetes', stackSettings(parts)).components.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('loki')).toSorted()).toEqual([
    'loki-compactor',
    'loki-distributor',
    'loki-index-gateway',
    'loki-ingester',
    'loki-pattern-ingester',
    'loki-querier',
    'loki-query-frontend',
    'loki-query-scheduler',
  ]);
  expect(config('loki-ingester', parts).target).toBe('ingester');
});

test('Writers, readers and erasers each find the part that answers them', () => {
  const uses = ['write', 'read', 'erase'] as const;
  expect(uses.map((use) => lokiServer(stackSettings(), use))).toEqual(['loki', 'loki', 'loki']);
  expect(uses.map((use) => lokiServer(stackSettings(parts), use))).toEqual([
    'loki-distributor',
    'loki-query-frontend',
    'loki-compactor',
  ]);
});

test('Streams are told apart by few things, and by no id', () => {
  expect(config('loki').limits_config.otlp_config.resource_attributes).toEqual({
    ignore_defaults: true,
    attributes_config: [
      {
        action: 'index_label',
        attributes: [
          'service.name',
          'service.namespace',
          'deployment.environment.name',
          'k8s.cluster.name',
          'k8s.namespace.name',
        ],
      },
    ],
  });
});

test('Lines can be erased on request', () => {
  expect(config('loki').limits_config.deletion_mode).toBe('filter-and-delete');
  expect(config('loki').compactor).toMatchObject({
    retention_enabled: true,
    delete_request_store: 'filesystem',
  });
  expect(config('loki-compactor', parts).compactor.delete_request_store).toBe('s3');
});

test('The outage that a stack bears fits into the window of late lines', () => {
  // Half of a chunk's age is the window.
  expect(config('loki').ingester.max_chunk_age).toBe('9000s');
  expect(config('loki', { outage: '12h' }).ingester.max_chunk_age).toBe('88200s');
  expect(config('loki', { outage: '10d' }).limits_config.reject_old_samples_max_age).toBe('950400s');
});

test('Nothing is reported to anybody', () => {
  expect(config('loki').analytics.reporting_enabled).toBe(false);
});

test('Keys of the object storage are read from a file that is no part of the configuration', () => {
  const ingester = component('loki-ingester', parts);
  expect(ingester.secrets).toEqual(['bucket-credentials']);
  expect(ingester.env).toEqual({
    AWS_SHARED_CREDENTIALS_FILE: '/etc/observatory-secrets/bucket-credentials',
  });
  expect(config('loki-ingester', parts).common.storage.s3).toEqual({
    bucketnames: 'logs',
    endpoint: 's3.test:9000',
    region: 'eu-1',
    s3forcepathstyle: true,
  });
});

test('Parts find each other by the addresses of the ingesters', () => {
  expect(config('loki-querier', parts).memberlist.join_members).toEqual(['loki-ingester-headless:7946']);
});

test('Only parts that keep something have volumes', () => {
  const withVolumes = containerStack('kubernetes', stackSettings(parts))
    .components.filter(({ name, volumes }) => name.startsWith('loki') && volumes.length > 0)
    .map(({ name, workload }) => [name, workload]);
  expect(withVolumes).toEqual([
    ['loki-ingester', 'ordered'],
    ['loki-index-gateway', 'ordered'],
    ['loki-compactor', 'ordered'],
    ['loki-pattern-ingester', 'ordered'],
  ]);
});
