import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stackSettings } from '../../test/support/stack-settings.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { containerStack, processStack } from '../stack/stack.ts';

const on: PartialSettings = { collection: { containerLogs: true } };
const reader = (kind: 'compose' | 'docker' | 'kubernetes', values: PartialSettings = {}) => {
  const found = containerStack(kind, stackSettings({ ...on, ...values })).components.find(
    ({ name }) => name === 'agent-logs',
  );
  if (found === undefined) throw new Error('no reader of logs');
  return found;
};
const config = (...of: Parameters<typeof reader>) => parse(reader(...of).files[0]?.content ?? '');

test('It runs only where somebody asks for it, and in no stack of processes', () => {
  for (const profile of ['local', 'small', 'medium'] as const) {
    for (const kind of ['compose', 'docker', 'kubernetes'] as const) {
      const { components } = containerStack(kind, stackSettings({ profile }));
      expect(components.map(({ name }) => name)).not.toContain('agent-logs');
      expect(components.filter(({ workload }) => workload === 'node')).toEqual([]);
    }
  }
  const processes = processStack(stackSettings(on), '/work/stack').components.map(({ name }) => name);
  expect(processes).not.toContain('agent-logs');
});

test('On Kubernetes it reads the files of pods as group root, and is not root', () => {
  expect(reader('kubernetes')).toMatchObject({
    component: 'agent',
    workload: 'node',
    user: { uid: 10001, gid: 10001 },
    privileges: { hostPaths: ['/var/log/pods'], clusterRules: [], readOnlyRoot: true },
    volumes: [{ name: 'offsets', path: '/var/lib/otelcol', size: '64Mi' }],
    secrets: ['ingest-token'],
  });
  expect(config('kubernetes').receivers.filelog).toMatchObject({
    include: ['/var/log/pods/*/*/*.log'],
    exclude: [
      '/var/log/pods/observability_collector-*/collector/*.log',
      '/var/log/pods/observability_agent-*/agent/*.log',
      '/var/log/pods/observability-nodes_agent-logs-*/agent-logs/*.log',
    ],
    storage: 'file_storage/offsets',
    start_at: 'beginning',
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  });
});

test.each(['compose', 'docker'] as const)('In %s it reads the files of containers as root', (kind) => {
  expect(reader(kind)).toMatchObject({
    user: { uid: 0, gid: 0 },
    privileges: { hostPaths: ['/var/lib/docker/containers'], readOnlyRoot: true },
    secrets: [],
  });
  expect(config(kind).receivers.filelog.include).toEqual(['/var/lib/docker/containers/*/*-json.log']);
});

test('It gives lines to every collector while it waits, with the token where senders need it', () => {
  expect(config('kubernetes').exporters).toEqual({
    'otlp_grpc/collectors': {
      endpoint: 'dns:///collector-headless:4317',
      balancer_name: 'round_robin',
      tls: { insecure: true },
      headers: { authorization: `Bearer \${file:/etc/observatory-secrets/ingest-token}` },
      sending_queue: { enabled: false },
      retry_on_failure: { enabled: false },
      timeout: '10s',
    },
  });
  expect(config('compose').exporters['otlp_grpc/collectors'].endpoint).toBe('dns:///collector:4317');
  expect(config('compose').exporters['otlp_grpc/collectors']).not.toHaveProperty('headers');
  expect(reader('compose').calls).toEqual([{ to: 'collector', port: 'otlp-grpc' }]);
});

test('It takes nothing from others: its ports are for its health and its metrics', () => {
  expect(reader('kubernetes').ports).toEqual([
    { name: 'health', number: 13133, published: null },
    { name: 'metrics', number: 8888, published: null },
  ]);
});

test('It leaves lines that are older than the outage that a stack bears', () => {
  const { operators } = config('kubernetes', { outage: '2h' }).receivers.filelog;
  expect(operators).toContainEqual({
    type: 'filter',
    id: 'not_old',
    expr: 'timestamp.Unix() > 0 and timestamp < now() - duration("7200s")',
  });
});
