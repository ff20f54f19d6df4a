import { describe, expect, test } from 'vitest';
import { everythingOn, kubeStack } from '../../../test/support/kube-stacks.ts';
import { profileNames } from '../../settings/schema.ts';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { kubernetesObjects } from './objects.ts';

interface Pod {
  readonly metadata: {
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
  };
  readonly spec: {
    readonly automountServiceAccountToken: boolean;
    readonly securityContext: { readonly runAsUser: number };
    readonly containers: readonly [
      {
        readonly name: string;
        readonly args?: readonly string[];
        readonly env?: readonly { readonly name: string; readonly value: string }[];
        readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
      },
    ];
    readonly volumes: readonly object[];
  };
}

function pods(stack: Stack): Map<string, Pod> {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'];
  return new Map(
    kubernetesObjects(stack)
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ metadata, spec }) => [metadata.name, (spec as { template: Pod }).template]),
  );
}

/** Profile local with one server changed. */
function withServer(name: string, change: Partial<Component>): Stack {
  const stack = kubeStack('local');
  return {
    ...stack,
    components: stack.components.map((one) => (one.name === name ? { ...one, ...change } : one)),
  };
}

/** Typed by hand: who each server runs as, and whether it holds a token of the API server. */
const security: Readonly<Record<string, readonly [uid: number, token: boolean]>> = {
  agent: [10001, false],
  collector: [10001, true],
  prometheus: [65534, true],
  alertmanager: [65534, false],
  loki: [10001, false],
  jaeger: [10001, false],
  grafana: [472, false],
  hub: [1000, false],
  postgres: [999, false],
  redis: [999, false],
  clickhouse: [101, false],
};

describe.each(profileNames)('profile %s', (profile) => {
  test.each([...pods(kubeStack(profile))])('%s is closed', (name, { spec }) => {
    const [uid, token] = security[name.startsWith('loki-') ? 'loki' : name] ?? [];
    expect(spec).toMatchObject({
      automountServiceAccountToken: token,
      enableServiceLinks: false,
      serviceAccountName: name,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: uid,
        runAsGroup: uid,
        fsGroup: uid,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
          resources: {
            requests: { cpu: expect.any(String), memory: expect.any(String) },
            limits: { cpu: expect.any(String), memory: expect.any(String) },
          },
          startupProbe: expect.any(Object),
          readinessProbe: expect.any(Object),
          livenessProbe: expect.any(Object),
        },
      ],
    });
    expect(spec.containers).toHaveLength(1);
    expect(JSON.stringify(spec)).not.toMatch(/hostPath|hostNetwork|hostPID|hostPort|privileged|"add"/);
  });
});

test('a change of a configuration file makes new pods of that server alone', () => {
  const before = pods(kubeStack('local'));
  const after = pods(withServer('loki', { files: [{ path: 'loki.yaml', content: 'changed: true\n' }] }));
  const hash = (all: Map<string, Pod>, name: string) =>
    all.get(name)?.metadata.annotations['checksum/config'];
  expect(hash(after, 'loki')).not.toBe(hash(before, 'loki'));
  expect(hash(after, 'prometheus')).toBe(hash(before, 'prometheus'));
  expect(hash(before, 'loki')).toMatch(/^[0-9a-f]{16}$/);
});

test('secrets are files that only the group of the server reads', () => {
  const grafana = pods(kubeStack('local')).get('grafana');
  expect(grafana?.spec.volumes).toContainEqual({
    name: 'secrets',
    projected: {
      defaultMode: 0o440,
      sources: [
        {
          secret: {
            name: 'observatory-grafana-admin-password',
            items: [{ key: 'value', path: 'grafana-admin-password' }],
          },
        },
        {
          secret: {
            name: 'observatory-grafana-secret-key',
            items: [{ key: 'value', path: 'grafana-secret-key' }],
          },
        },
        {
          secret: {
            name: 'observatory-reader-password',
            items: [{ key: 'value', path: 'reader-password' }],
          },
        },
      ],
    },
  });
  expect(grafana?.spec.containers[0].volumeMounts).toContainEqual({
    name: 'secrets',
    mountPath: '/etc/observatory-secrets',
    readOnly: true,
  });
});

test('a dollar in an argument or variable is not taken for a reference', () => {
  const pod = pods(withServer('loki', { args: ['--template=$(NAME) $1'], env: { PATTERN: '^a$' } })).get(
    'loki',
  );
  expect(pod?.spec.containers[0].args).toEqual(['--template=$$(NAME) $$1']);
  expect(pod?.spec.containers[0].env).toEqual([{ name: 'PATTERN', value: '^a$$' }]);
});

test('what needs a path of the host stands in a namespace of its own and finds the stack by name', () => {
  const stack = kubeStack('local', { collection: { containerLogs: true } });
  const objects = kubernetesObjects(stack, { clusterDomain: 'example.local' });
  expect(objects.find(({ kind }) => kind === 'DaemonSet')).toMatchObject({
    metadata: { name: 'agent-logs', namespace: 'observability-nodes' },
    spec: {
      template: {
        spec: {
          automountServiceAccountToken: false,
          dnsConfig: { searches: ['observability.svc.example.local'] },
          tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
          // Group root reads what a pod has written; nobody is root.
          securityContext: { runAsNonRoot: true, runAsUser: 10001, supplementalGroups: [0] },
          containers: [
            {
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                readOnlyRootFilesystem: true,
              },
              volumeMounts: expect.arrayContaining([
                { name: 'offsets', mountPath: '/var/lib/otelcol' },
                { name: 'host-0', mountPath: '/var/log/pods', readOnly: true },
              ]),
            },
          ],
          volumes: expect.arrayContaining([
            { name: 'host-0', hostPath: { path: '/var/log/pods' } },
            { name: 'offsets', emptyDir: { sizeLimit: '64Mi' } },
          ]),
        },
      },
    },
  });
  expect(
    objects
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => [metadata.name, metadata.labels['pod-security.kubernetes.io/enforce']]),
  ).toEqual([
    ['observability', 'restricted'],
    ['observability-nodes', 'privileged'],
  ]);
});

test('an image of a private registry is pulled with the given secret', () => {
  expect(pods(kubeStack('local', everythingOn)).get('hub')?.spec).toMatchObject({
    imagePullSecrets: [{ name: 'registry-login' }],
    containers: [{ image: 'registry.example.com/hub:1' }],
  });
});

test('several replicas with volumes that are not ordered are a fault of the description', () => {
  expect(() => kubernetesObjects(withServer('loki', { workload: 'replicated', replicas: 2 }))).toThrow(
    'loki: several replicas with volumes must be "ordered"',
  );
});

test('a volume of a Deployment is a claim of its own, and never has two pods', () => {
  const objects = kubernetesObjects(withServer('loki', { workload: 'replicated' }));
  expect(objects.find(({ kind }) => kind === 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'loki-data', namespace: 'observability' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
  });
  expect(objects.find(({ kind }) => kind === 'Deployment')).toMatchObject({
    spec: { strategy: { type: 'Recreate' } },
  });
});

test('volumes are of the storage class of the settings', () => {
  const objects = kubernetesObjects(kubeStack('local', { storage: { class: 'fast' } }));
  expect(
    objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'loki')?.spec,
  ).toMatchObject({ volumeClaimTemplates: [{ spec: { storageClassName: 'fast' } }] });
});
