import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stackSettings } from '../../test/support/stack-settings.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { containerStack, processStack } from '../stack/stack.ts';

type Kind = 'compose' | 'docker' | 'kubernetes';
const prometheus = (kind: Kind, values: PartialSettings = {}) => {
  const found = containerStack(kind, stackSettings(values)).components.find(
    ({ name }) => name === 'prometheus',
  );
  if (found === undefined) throw new Error('no Prometheus');
  return found;
};
const config = (kind: Kind, values: PartialSettings = {}) =>
  parse(prometheus(kind, values).files.find(({ path }) => path === 'prometheus.yml')?.content ?? '');
const job = (kind: Kind, name: string, values: PartialSettings = {}) =>
  config(kind, values).scrape_configs.find((one: { job_name: string }) => one.job_name === name);

const mimir: PartialSettings = {
  profile: 'large',
  stores: {
    metricsUrl: 'https://mimir.test/api/v1/push',
    metricsQueryUrl: 'https://mimir.test/prometheus',
    bucket: 'logs',
    bucketEndpoint: 's3.test:9000',
    bucketRegion: 'eu-1',
    tracesUrl: 'clickhouse.test:9000',
  },
};

test('It takes OTLP and keeps exemplars', () => {
  expect(prometheus('compose').args).toContain('--web.enable-otlp-receiver');
  expect(prometheus('compose').args).toContain('--enable-feature=exemplar-storage');
});

test('It cannot be ended or emptied over HTTP', () => {
  expect(prometheus('compose').args.filter((arg) => /lifecycle|admin/.test(arg))).toEqual([]);
});

test('It scrapes every server that has metrics, each replica, in Compose by its DNS name', () => {
  expect(job('compose', 'loki').dns_sd_configs).toEqual([
    { names: ['loki'], type: 'A', port: 3100, refresh_interval: '15s' },
  ]);
  expect(config('compose').scrape_configs.map((one: { job_name: string }) => one.job_name)).toEqual([
    'alertmanager',
    'loki',
    'jaeger',
    'hub',
    'collector',
    'agent',
    'grafana',
    'prometheus',
  ]);
});

test('It shows the hub its key', () => {
  expect(job('compose', 'hub').authorization).toEqual({
    credentials_file: '/etc/observatory-secrets/hub-read-key',
  });
  expect(prometheus('compose').secrets).toEqual(['hub-read-key']);
});

test('As a process it scrapes addresses on loopback', () => {
  const stack = processStack(stackSettings(), '/work/stack');
  const file = stack.components
    .find(({ name }) => name === 'prometheus')
    ?.files.find(({ path }) => path === 'prometheus.yml');
  const loki = parse(file?.content ?? '').scrape_configs.find(
    (one: { job_name: string }) => one.job_name === 'loki',
  );
  expect(loki.static_configs).toEqual([{ targets: ['127.0.0.1:3100'] }]);
});

test('On Kubernetes it reads container metrics from the kubelets, without a path of the host', () => {
  expect(job('kubernetes', 'kubelet-cadvisor').metrics_path).toBe('/metrics/cadvisor');
  expect(prometheus('kubernetes').privileges.hostPaths).toEqual([]);
  expect(prometheus('kubernetes').privileges.clusterRules.map(({ resources }) => resources)).toEqual([
    ['nodes', 'pods'],
    ['nodes/metrics'],
  ]);
});

test('Outside Kubernetes it has no rights there', () => {
  expect(prometheus('compose').privileges.clusterRules).toEqual([]);
  expect(job('compose', 'kubelet-cadvisor')).toBeUndefined();
});

test('Annotated pods are scraped only where their metrics do not come by OTLP', () => {
  expect(job('kubernetes', 'kubernetes-pods')).toBeUndefined();
  expect(job('kubernetes', 'kubernetes-pods', { metricsWay: 'scrape' })).toBeDefined();
});

test('Further targets are scraped', () => {
  const further = job('compose', 'further', { collection: { scrape: ['db.test:9187'] } });
  expect(further.static_configs).toEqual([{ targets: ['db.test:9187'] }]);
});

test('A scrape never takes longer than the interval', () => {
  expect(config('compose', { scrapeInterval: '5s' }).global).toMatchObject({
    scrape_interval: '5s',
    scrape_timeout: '5s',
  });
});

test('Labels become external labels that every reader takes', () => {
  expect(config('compose', { labels: { 'example.com/team': 'agents' } }).global.external_labels).toEqual({
    example_com_team: 'agents',
  });
});

test('What a service is becomes a label; which process it is is the label instance already', () => {
  const { promote_resource_attributes: promoted } = config('compose').otlp;
  expect(promoted).toContain('service.name');
  expect(promoted).toContain('k8s.pod.name');
  expect(promoted).not.toContain('service.instance.id');
});

test('With Mimir it writes everything there, exemplars too', () => {
  expect(config('kubernetes', mimir).remote_write).toMatchObject([
    { url: 'https://mimir.test/api/v1/push', send_exemplars: true },
  ]);
  expect(prometheus('kubernetes', mimir).calls).toContainEqual({ to: 'internet', port: '*' });
});

test('With Mimir it keeps what its rules look back on, and a day', () => {
  const args = prometheus('kubernetes', { ...mimir, retention: '90d', alerts: { sloWindow: '7d' } }).args;
  expect(args).toContain('--storage.tsdb.retention.time=691200s');
});

test('Alerts go to every Alertmanager', () => {
  const { alertmanagers } = config('compose', { replicas: { alertmanager: 2 } }).alerting;
  expect(alertmanagers).toEqual([
    { dns_sd_configs: [{ names: ['alertmanager'], type: 'A', port: 9093, refresh_interval: '15s' }] },
  ]);
});
