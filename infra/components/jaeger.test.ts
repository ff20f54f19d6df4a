import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stackSettings } from '../../test/support/stack-settings.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { containerStack, processStack } from '../stack/stack.ts';

const jaeger = (values: PartialSettings = {}) => {
  const found = containerStack('compose', stackSettings(values)).components.find(
    ({ name }) => name === 'jaeger',
  );
  if (found === undefined) throw new Error('no Jaeger');
  return found;
};
const config = (values: PartialSettings = {}) => parse(jaeger(values).files[0]?.content ?? '');
const store = (values: PartialSettings = {}) => config(values).extensions.jaeger_storage.backends.traces;

test('A span is answered only when it is stored: nothing holds it in memory', () => {
  expect(config().service.pipelines).toEqual({
    traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] },
  });
  expect(config().processors).toBeUndefined();
  expect(config().exporters).toEqual({ jaeger_storage_exporter: { trace_storage: 'traces' } });
});

test('Traces lie on a volume, and there is one Jaeger', () => {
  expect(store().badger).toMatchObject({ ephemeral: false, ttl: { spans: '2592000s' } });
  expect(jaeger({ replicas: { jaeger: 1 } }).workload).toBe('ordered');
  expect(jaeger().volumes.map(({ size }) => size)).toEqual(['10Gi']);
});

test('The page has a monitor that asks Prometheus', () => {
  expect(JSON.parse(jaeger().files[1]?.content ?? '')).toEqual({ monitor: { menuEnabled: true } });
  expect(config().extensions.jaeger_storage.metric_backends.metrics.prometheus).toEqual({
    endpoint: 'http://prometheus:9090',
    metric_namespace: 'traces_span_metrics',
    normalize_calls: true,
    normalize_duration: true,
  });
});

test('From medium on traces lie in ClickHouse, whose password stands in no file of ours', () => {
  expect(store({ profile: 'medium' }).clickhouse).toEqual({
    protocol: 'native',
    addresses: ['clickhouse:9000'],
    database: 'jaeger',
    auth: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Jaeger's own form
      basic: { username: 'jaeger', password: '${file:/etc/observatory-secrets/traces-password}' },
    },
    create_schema: true,
    ttl: '2592000s',
  });
  const { replicas, volumes, needs, workload } = jaeger({ profile: 'medium' });
  expect({ replicas, volumes, needs, workload }).toEqual({
    replicas: 2,
    volumes: [],
    needs: ['clickhouse'],
    workload: 'replicated',
  });
});

test('A ClickHouse elsewhere on its port for TLS is spoken to by TLS', () => {
  const values: PartialSettings = {
    stores: { traces: 'clickhouse', tracesUrl: 'ch.test:9440', tracesPasswordFile: 'pw' },
  };
  expect(store(values).clickhouse).toMatchObject({ addresses: ['ch.test:9440'], tls: {} });
});

test('The older version that runs as a process gets no setting that it does not know', () => {
  const stack = processStack(stackSettings({ profile: 'medium' }), '/work/stack');
  const found = stack.components.find(({ name }) => name === 'jaeger');
  const { clickhouse } = parse(found?.files[0]?.content ?? '').extensions.jaeger_storage.backends.traces;
  expect(Object.keys(clickhouse)).not.toContain('ttl');
  expect(found?.args).toHaveLength(1);
});

test('OpenSearch is asked with a password from a file', () => {
  const values: PartialSettings = {
    stores: { traces: 'opensearch', tracesUrl: 'https://os.test:9200', tracesPasswordFile: 'pw' },
  };
  expect(store(values).opensearch).toMatchObject({
    server_urls: ['https://os.test:9200'],
    auth: { basic: { password_file: '/etc/observatory-secrets/traces-password' } },
  });
});

test('Cassandra forgets after the retention', () => {
  const values: PartialSettings = {
    retention: '7d',
    alerts: { sloWindow: '7d', anomalies: false },
    stores: { traces: 'cassandra', tracesUrl: 'cassandra.test' },
  };
  expect(store(values).cassandra.schema).toMatchObject({ trace_ttl: '604800s' });
});
