import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { validateKubeObject } from '../../../test/support/kube-models.ts';
import { everythingOn, kubeStack } from '../../../test/support/kube-stacks.ts';
import { profileNames } from '../../settings/schema.ts';
import type { KubernetesObject } from './object.ts';
import { kubernetesObjects } from './objects.ts';
import { kubernetesWarnings } from './warnings.ts';

const names = (objects: readonly KubernetesObject[], kind: string) =>
  objects.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);

describe.each(profileNames)('profile %s', (profile) => {
  const stacks = [
    ['as it is', kubeStack(profile)],
    ['with everything on', kubeStack(profile, everythingOn)],
  ] as const;

  test.each(stacks)('%s: every object is valid by the schema of its kind', async (_, stack) => {
    for (const object of kubernetesObjects(stack, { secretData: () => 'x' }))
      await validateKubeObject(object);
  });

  test.each(stacks)('%s: no two objects have the same kind, namespace and name', (_, stack) => {
    const all = kubernetesObjects(stack, { secretData: () => 'x' }).map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`,
    );
    expect(all).toEqual([...new Set(all)]);
  });

  test.each(stacks)('%s: every server that is called is there and has the port', (_, { components }) => {
    const outside = ['internet', 'kubernetes-api', 'nodes', 'senders'];
    for (const { name, calls } of components) {
      for (const { to, port } of calls.filter((call) => !outside.includes(call.to))) {
        const ports = components.find((one) => one.name === to)?.ports.map((one) => one.name) ?? [];
        expect(ports, `${name} calls ${to}`).toContain(port);
      }
    }
  });
});

test('an unknown field or a wrong type is found by the schemas', async () => {
  const [namespace] = kubernetesObjects(kubeStack('local'));
  await expect(
    validateKubeObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x', labels: {} },
      spec: { replicas: 'two', selector: {}, template: {} },
    }),
  ).rejects.toThrow(/replicas/);
  expect(namespace?.kind).toBe('Namespace');
});

test('profile local has one of each server and no database server', () => {
  const objects = kubernetesObjects(kubeStack('local'));
  expect(names(objects, 'StatefulSet').toSorted()).toEqual([
    'alertmanager',
    'collector',
    'grafana',
    'hub',
    'jaeger',
    'loki',
    'prometheus',
  ]);
  expect(names(objects, 'Deployment')).toEqual([]);
  expect(names(objects, 'PodDisruptionBudget')).toEqual([]);
  expect(names(objects, 'HorizontalPodAutoscaler')).toEqual([]);
});

test('Jaeger is a Deployment that can be scaled once its storage is shared', () => {
  const objects = kubernetesObjects(kubeStack('medium'));
  expect(names(objects, 'Deployment')).toContain('jaeger');
  expect(
    objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'jaeger'),
  ).toMatchObject({ spec: { replicas: 2, strategy: { type: 'RollingUpdate' } } });
});

test('the first object is the namespace, which admits only restricted pods', () => {
  const [first] = kubernetesObjects(kubeStack('local'));
  expect(first).toMatchObject({
    kind: 'Namespace',
    metadata: {
      name: 'observability',
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  });
});

test('what an object refers to stands before it', () => {
  const kinds = kubernetesObjects(kubeStack('medium', everythingOn), { secretData: () => 'x' }).map(
    ({ kind }) => kind,
  );
  const firstWorkload = Math.min(kinds.indexOf('StatefulSet'), kinds.indexOf('Deployment'));
  for (const kind of [
    'NetworkPolicy',
    'Secret',
    'ServiceAccount',
    'ClusterRoleBinding',
    'ConfigMap',
    'Service',
  ]) {
    expect(kinds.lastIndexOf(kind), kind).toBeLessThan(firstWorkload);
    expect(kinds.indexOf(kind), kind).toBeGreaterThan(0);
  }
});

test('several pods of one server are drained one at a time and spread over nodes and zones', () => {
  const objects = kubernetesObjects(kubeStack('medium'));
  expect(names(objects, 'PodDisruptionBudget').toSorted()).toEqual([
    'alertmanager',
    'collector',
    'hub',
    'jaeger',
  ]);
  const hub = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'hub');
  expect(hub).toMatchObject({
    spec: {
      template: {
        spec: {
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
            { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
          ],
        },
      },
    },
  });
});

describe('the hub grows from 3 to 10', () => {
  const scaler = (hasCustomMetrics: boolean) =>
    kubernetesObjects(kubeStack('medium'), { hasCustomMetrics }).find(
      ({ kind }) => kind === 'HorizontalPodAutoscaler',
    );

  test('by CPU', () => {
    expect(scaler(false)).toMatchObject({
      metadata: { name: 'hub' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'hub' },
        minReplicas: 3,
        maxReplicas: 10,
        metrics: [{ type: 'Resource', resource: { name: 'cpu' } }],
      },
    });
  });

  test('by what each takes in where the cluster can tell it', () => {
    expect(scaler(true)).toMatchObject({
      spec: {
        metrics: [{ type: 'Pods', pods: { target: { type: 'AverageValue', averageValue: '3000' } } }],
      },
    });
  });

  test('and what answers for that metric is beside it, with the names of the pods that Prometheus knows', () => {
    const objects = kubernetesObjects(kubeStack('medium'));
    const values = objects.find(({ metadata }) => metadata.name === 'hub-custom-metrics');
    const data = values?.data as Record<string, string> | undefined;
    const rendered = data?.['prometheus-adapter.yaml'] ?? '';
    expect(parse(rendered)).toEqual({
      prometheus: { url: 'http://prometheus.observability.svc', port: 9090 },
      rules: {
        default: false,
        custom: [
          {
            seriesQuery: 'observatory_ingested_per_second{job="hub",namespace="observability"}',
            resources: {
              overrides: { namespace: { resource: 'namespace' }, instance: { resource: 'pod' } },
            },
            name: { as: 'observatory_ingested_per_second' },
            metricsQuery: 'max(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)',
          },
        ],
      },
    });
    const config = JSON.stringify(objects.find(({ metadata }) => metadata.name === 'prometheus-config'));
    expect(config).toContain('regex: observatory_ingested_per_second');
    expect(scaler(true)?.spec).toMatchObject({
      metrics: [{ pods: { metric: { name: 'observatory_ingested_per_second' } } }],
    });
    const local = kubernetesObjects(kubeStack('local'));
    expect(local.some(({ metadata }) => metadata.name === 'hub-custom-metrics')).toBe(false);
  });

  test('and a second apply leaves its number alone', () => {
    const hub = kubernetesObjects(kubeStack('medium')).find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'hub',
    );
    expect(hub?.spec).not.toHaveProperty('replicas');
  });
});

describe('the Prometheus operator', () => {
  test.each([
    ['auto', false, false],
    ['auto', true, true],
    ['on', false, true],
    ['off', true, false],
  ] as const)('with operator %s in a cluster that has it: %s, gets its kinds: %s', (operator, has, gets) => {
    const objects = kubernetesObjects(kubeStack('local', { operator }), { hasOperator: has });
    expect(names(objects, 'ServiceMonitor').length > 0).toBe(gets);
    expect(names(objects, 'PrometheusRule')).toEqual(gets ? ['observatory'] : []);
    const annotated = objects
      .filter(({ kind }) => kind === 'StatefulSet')
      .some((one) => JSON.stringify(one).includes('prometheus.io/scrape'));
    expect(annotated).toBe(!gets);
  });

  test('scrapes port metrics of each Service every 30 s', () => {
    const objects = kubernetesObjects(kubeStack('local', { operator: 'on' }));
    expect(
      objects.find(({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === 'loki'),
    ).toMatchObject({
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/name': 'loki', 'observatory/metrics': 'true' } },
        endpoints: [{ port: 'metrics', path: '/metrics', interval: '30s' }],
      },
    });
    expect(
      objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'loki'),
    ).toMatchObject({
      metadata: { labels: { 'observatory/metrics': 'true' } },
      spec: { ports: expect.arrayContaining([expect.objectContaining({ name: 'metrics', port: 3100 })]) },
    });
  });
});

describe('an Ingress', () => {
  test('is there only for what has a host name', () => {
    expect(names(kubernetesObjects(kubeStack('local')), 'Ingress')).toEqual([]);
    const objects = kubernetesObjects(
      kubeStack('local', { hosts: { hub: 'hub.example.com' }, tls: { issuer: 'letsencrypt' } }),
    );
    expect(names(objects, 'Ingress')).toEqual(['hub']);
  });

  test('has TLS by an issuer of cert-manager, and leads to the server', () => {
    const objects = kubernetesObjects(kubeStack('local', everythingOn));
    expect(objects.find(({ kind, metadata }) => kind === 'Ingress' && metadata.name === 'hub')).toMatchObject(
      {
        metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' } },
        spec: {
          ingressClassName: 'nginx',
          tls: [{ hosts: ['hub.example.com'], secretName: 'hub-tls' }],
          rules: [
            {
              host: 'hub.example.com',
              http: { paths: [{ path: '/', backend: { service: { name: 'hub', port: { number: 3001 } } } }] },
            },
          ],
        },
      },
    );
  });

  test('for OTLP leads to the agent where there is one', () => {
    const objects = kubernetesObjects(kubeStack('medium', everythingOn));
    expect(names(objects, 'Ingress').toSorted()).toEqual(['agent', 'grafana', 'hub']);
  });

  test('uses the given certificate', () => {
    const objects = kubernetesObjects(
      kubeStack('local', { hosts: { grafana: 'g.example.com' }, tls: { secret: 'wildcard' } }),
    );
    expect(objects.find(({ kind }) => kind === 'Ingress')).toMatchObject({
      spec: { tls: [{ hosts: ['g.example.com'], secretName: 'wildcard' }] },
    });
  });
});

describe('senders', () => {
  test('find OTLP at one address, with an agent and without', () => {
    for (const profile of ['local', 'medium'] as const) {
      const otlp = kubernetesObjects(kubeStack(profile)).find(
        ({ kind, metadata }) => kind === 'Service' && metadata.name === 'otlp',
      );
      expect(otlp).toMatchObject({
        spec: {
          selector: { 'app.kubernetes.io/name': profile === 'local' ? 'collector' : 'agent' },
          ports: [
            { name: 'otlp-grpc', port: 4317 },
            { name: 'otlp-http', port: 4318 },
          ],
        },
      });
    }
  });

  test('in their own namespaces get a copy of the token', () => {
    const objects = kubernetesObjects(kubeStack('local', { ingest: { namespaces: ['shop'] } }), {
      secretData: (name) => `value of ${name}`,
    });
    expect(
      objects
        .filter(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'observatory-ingest-token')
        .map(({ metadata, stringData }) => [metadata.namespace, stringData]),
    ).toEqual([
      ['observability', { value: 'value of ingest-token' }],
      ['shop', { value: 'value of ingest-token' }],
    ]);
    expect(
      objects.filter(({ kind, metadata }) => kind === 'Secret' && metadata.namespace === 'shop'),
    ).toHaveLength(1);
  });
});

test('WEBHOOK_URL of the hub is in the Secret webhook-secret under the key url, and a file in its pod', () => {
  const objects = kubernetesObjects(kubeStack('local', { hub: { webhook: { urlFile: 'hook' } } }), {
    secretData: (name) => `value of ${name}`,
  });
  const secret = objects.find(
    ({ kind, metadata }) => kind === 'Secret' && metadata.name === 'webhook-secret',
  );
  expect(secret?.metadata.namespace).toBe('observability');
  expect(secret?.stringData).toEqual({ url: 'value of webhook-secret' });
  const hub = objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'hub');
  expect(JSON.stringify(hub)).toContain(
    '{"secret":{"name":"webhook-secret","items":[{"key":"url","path":"webhook-secret"}]}}',
  );
  expect(JSON.stringify(hub)).toContain(
    '{"name":"WEBHOOK_URL_FILE","value":"/etc/observatory-secrets/webhook-secret"}',
  );
});

test('without the values of secrets there is no Secret, and pods refer to it by name', () => {
  const objects = kubernetesObjects(kubeStack('local'));
  expect(names(objects, 'Secret')).toEqual([]);
  expect(JSON.stringify(objects)).toContain('"observatory-grafana-admin-password"');
});

test('labels of the settings are on everything but selectors', () => {
  const objects = kubernetesObjects(kubeStack('local', { labels: { team: 'platform' } }));
  for (const { kind, metadata } of objects) {
    expect(metadata.labels, `${kind} ${metadata.name}`).toMatchObject({
      team: 'platform',
      'app.kubernetes.io/part-of': 'observatory',
      'app.kubernetes.io/managed-by': 'observatory',
    });
  }
  expect(objects.find(({ kind }) => kind === 'StatefulSet')?.spec).toMatchObject({
    selector: { matchLabels: { 'app.kubernetes.io/instance': 'observatory' } },
  });
  expect(
    JSON.stringify(objects.find(({ kind }) => kind === 'StatefulSet')?.spec).includes(
      '"matchLabels":{"team"',
    ),
  ).toBe(false);
});

test('a label that Kubernetes does not take is refused by name', () => {
  expect(() => kubernetesObjects(kubeStack('local', { labels: { owner: 'Jane Doe' } }))).toThrow(
    /labels\.owner: expected a label that Kubernetes takes.*"Jane Doe"/,
  );
});

describe('warnings', () => {
  test('say that the image of the hub must be pushed and set', () => {
    expect(kubernetesWarnings(kubeStack('local'))).toEqual([
      expect.stringMatching(
        /^images\.overrides\.hub is not set, .*docker build -f hub\/Dockerfile .*push it/,
      ),
    ]);
  });

  test('are none where all is set', () => {
    expect(kubernetesWarnings(kubeStack('large', everythingOn))).toEqual([]);
  });
});
