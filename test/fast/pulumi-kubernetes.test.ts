import { beforeAll, describe, expect, test } from 'vitest';
import { factsOf } from '../../infra/program/cluster-facts.ts';
import {
  changed,
  exampleConfig,
  GENERATED,
  idOf,
  isSecret,
  MARK,
  type MockedRun,
  promised,
  type Registered,
  runMocked,
  runOnce,
  settled,
} from '../support/pulumi-mocks.ts';

const profiles = ['local', 'small', 'medium', 'large'] as const;
const configOf = async (profile: string) => ({
  ...(await exampleConfig(`${profile}-kubernetes`)),
  // Nobody asks a cluster here.
  operator: 'off',
  images: { overrides: { hub: 'registry.example.com/hub:1' } },
});
const up = async (config: Readonly<Record<string, unknown>> = {}, profile = 'small') =>
  runOnce({ ...(await configOf(profile)), ...config });
const kubernetes = ({ type }: Registered) => type.startsWith('kubernetes:');

describe.each(profiles)('profile %s', (profile) => {
  let run: MockedRun;
  beforeAll(async () => {
    run = await up({}, profile);
  });

  test('no text of an Output leaks into anything', () => {
    const text = JSON.stringify(run.resources);
    expect(text).not.toContain('Calling [toString]');
    expect(text).not.toContain('[object Object]');
    expect(text).not.toContain('Output<');
  });

  test('no two resources have one name', () => {
    const ids = run.resources.map(idOf);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('a generated value stands only in Secrets, marked as secret', () => {
    const holders = run.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(GENERATED));
    expect(holders.length).toBeGreaterThan(3);
    for (const { type, name, inputs } of holders) {
      expect(type, name).toBe('kubernetes:core/v1:Secret');
      const { stringData, ...rest } = inputs;
      expect(stringData, name).toMatchObject(MARK);
      expect(JSON.stringify(rest), name).not.toContain(GENERATED);
    }
  });

  test('each object is of the kind that it says, and goes to the named cluster', () => {
    for (const { type, name, inputs } of run.resources.filter(kubernetes)) {
      if (type === 'pulumi:providers:kubernetes') continue;
      const { apiVersion, kind } = inputs as { apiVersion: string; kind: string };
      const full = apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`;
      expect(type, name).toBe(`kubernetes:${full}:${kind}`);
    }
  });
});

test('the provider applies on the server and changes files in place', async () => {
  const { resources } = await up();
  const provider = resources.find(({ type }) => type === 'pulumi:providers:kubernetes');
  expect(provider?.inputs).toMatchObject({
    enableServerSideApply: 'true',
    enableConfigMapMutable: 'true',
    enableSecretMutable: 'true',
  });
});

test('names say kind and object, so that they stay the same', async () => {
  const ids = (await up({ ingest: { namespaces: ['team-a'] } })).resources.map(idOf);
  for (const id of [
    'Namespace namespace-observability',
    'StatefulSet statefulset-prometheus',
    'Deployment deployment-hub',
    'Service service-grafana',
    'Secret secret-observatory-ingest-token',
    'Secret secret-team-a-observatory-ingest-token',
  ]) {
    expect(ids).toContain(id);
  }
});

test('kinds of the Prometheus operator are custom resources', async () => {
  const { resources } = await up({ operator: 'on' });
  const monitors = resources.filter(
    ({ type }) => type === 'kubernetes:monitoring.coreos.com/v1:ServiceMonitor',
  );
  expect(monitors.map(({ name }) => name)).toContain('servicemonitor-prometheus');
});

test('the URL of a database is made around its secret password', async () => {
  const { resources } = await up();
  const url = resources.find(({ name }) => name === 'secret-observatory-database-url');
  expect(url?.inputs.stringData).toEqual({
    ...MARK,
    value: { value: `postgres://observatory:${GENERATED}-postgres-password@postgres:5432/observatory` },
  });
});

describe('outputs', () => {
  test('are addresses in the cluster', async () => {
    const { outputs } = await up();
    expect(outputs).toMatchObject({
      jaegerUrl: 'http://jaeger.observability.svc:16686',
      grafanaUrl: 'http://grafana.observability.svc:3000',
      prometheusUrl: 'http://prometheus.observability.svc:9090',
      lokiUrl: 'http://loki.observability.svc:3100',
      alertmanagerUrl: 'http://alertmanager.observability.svc:9093',
      hubUrl: 'http://hub.observability.svc:3001',
    });
    expect(await isSecret(outputs.grafanaLogin)).toBe(true);
    expect(await promised(outputs.hubKey)).toBe(`obs_${GENERATED}-hub-api-key`);
  });

  test('are host names where there is an Ingress', async () => {
    const { outputs } = await up({ hosts: { hub: 'hub.example.com' }, tls: { issuer: 'letsencrypt' } });
    expect(outputs.hubUrl).toBe('https://hub.example.com');
  });
});

describe('a changed setting changes what it should and nothing else', () => {
  let plain: MockedRun;
  beforeAll(async () => {
    plain = await up();
  });

  test('none', async () => {
    expect(changed(plain, await runMocked(await configOf('small')))).toEqual([]);
  });

  test('retention: the servers that keep data', async () => {
    const ids = changed(plain, await up({ retention: '60d' }));
    const servers = ids.map((id) => id.replace(/^\S+ [a-z]+-/, '').replace(/-config(-\d+)?$/, ''));
    expect([...new Set(servers)]).toEqual(['jaeger', 'loki', 'hub', 'prometheus']);
    for (const id of ids) expect(id).toMatch(/^(ConfigMap|StatefulSet|Deployment) /);
  });

  test("the memory of a server: that server's workload, the rule that watches it, and the limit of its panel", async () => {
    const memory = { request: '512Mi', limit: '3Gi' };
    expect(changed(plain, await up({ resources: { prometheus: { memory } } }))).toEqual([
      expect.stringMatching(/^ConfigMap configmap-grafana-config(-\d+)?$/),
      'ConfigMap configmap-prometheus-config',
      'StatefulSet statefulset-grafana',
      'StatefulSet statefulset-prometheus',
    ]);
  });

  test('a host name: its Ingress, what lets it in, the hub that must know it, and all that link there', async () => {
    const hosts = { hosts: { hub: 'hub.example.com' }, tls: { issuer: 'letsencrypt' } };
    const all = changed(plain, await up(hosts));
    // Each dashboard leads to the hub; their files fill several ConfigMaps.
    const ofDashboards = all.filter((id) => id.startsWith('ConfigMap configmap-grafana-config'));
    expect(ofDashboards.length).toBeGreaterThan(3);
    expect(all.filter((id) => !ofDashboards.includes(id))).toEqual([
      'ConfigMap configmap-alertmanager-config',
      'ConfigMap configmap-prometheus-config',
      'Deployment deployment-hub',
      'Ingress ingress-hub',
      'NetworkPolicy networkpolicy-hub',
      'StatefulSet statefulset-alertmanager',
      'StatefulSet statefulset-grafana',
      'StatefulSet statefulset-prometheus',
    ]);
  });
});

test('everything is below the stack, and waits for its namespace', async () => {
  const { KubernetesStack } = await import('../../infra/program/kubernetes-stack.ts');
  const metadata = { name: 'one', namespace: 'home', labels: {} };
  const { resources } = new KubernetesStack('watch', {
    namespace: 'home',
    objects: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'home', labels: {} } },
    ],
  });
  expect([...resources.keys()]).toEqual(['namespace-home', 'configmap-one']);
  expect(await promised(resources.get('configmap-one')?.urn)).toContain(
    'observatory:kubernetes:Stack$kubernetes:core/v1:ConfigMap::configmap-one',
  );
  await settled();
});

test('what a cluster has is read from the list of its kinds', () => {
  expect(factsOf('apps/v1\nmonitoring.coreos.com/v1\nv1\n')).toEqual({
    hasOperator: true,
    hasCustomMetrics: false,
  });
  expect(factsOf('custom.metrics.k8s.io/v1beta1\n')).toEqual({ hasOperator: false, hasCustomMetrics: true });
});
