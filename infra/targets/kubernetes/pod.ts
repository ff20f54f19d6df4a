import type { Component, HttpProbe } from '../../stack/component.ts';
import { CONFIG_FOLDER, SECRETS_FOLDER } from '../../stack/site.ts';
import type { Stack } from '../../stack/stack.ts';
import { configHash, configSources } from './config-maps.ts';
import { componentLabels, namespaceOf, selector } from './labels.ts';
import type { Fields } from './object.ts';
import type { KubernetesOptions } from './options.ts';
import { secretSources } from './secrets.ts';

/** Template of a server's pods; `volumes` are those that the workload itself does not bring. */
export function podTemplate(
  stack: Stack,
  component: Component,
  volumes: readonly Fields[],
  options: KubernetesOptions,
): Fields {
  const { settings } = stack;
  const { uid, gid } = component.user;
  const hostPaths = component.privileges.hostPaths.length > 0;
  const pullSecret = settings.images.pullSecret;
  return {
    metadata: {
      labels: componentLabels(settings, component),
      annotations: {
        'checksum/config': configHash(component),
        ...(options.hasOperator === true ? {} : scrapeAnnotations(component)),
      },
    },
    spec: {
      serviceAccountName: component.name,
      automountServiceAccountToken: component.privileges.clusterRules.length > 0,
      // Otherwise every Service becomes environment variables such as LOKI_PORT, which servers take for settings.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: component.stopS,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: uid,
        runAsGroup: gid,
        fsGroup: gid,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
        // Logs of containers are readable by group root.
        ...(hostPaths ? { supplementalGroups: [0] } : {}),
      },
      ...(pullSecret === null ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
      ...(hostPaths ? namesOfStack(stack, component, options) : {}),
      ...spread(stack, component),
      // What is for every machine is also for those that are kept for others.
      ...(component.workload === 'node'
        ? { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] }
        : {}),
      containers: [container(component)],
      volumes: [
        ...volumes,
        ...component.scratch.map((_, index) => ({ name: `scratch-${index}`, emptyDir: {} })),
        ...component.privileges.hostPaths.map((path, index) => ({
          name: `host-${index}`,
          hostPath: { path },
        })),
        ...(component.files.length > 0
          ? [{ name: 'config', projected: { sources: configSources(component) } }]
          : []),
        ...(component.secrets.length > 0
          ? [
              {
                name: 'secrets',
                projected: { defaultMode: 0o440, sources: secretSources(settings, component) },
              },
            ]
          : []),
      ],
    },
  };
}

function container(component: Component): Fields {
  const { resources, privileges, probes } = component;
  const env = Object.entries(component.env).map(([name, value]) => ({ name, value: literal(value) }));
  return {
    name: component.name,
    image: component.image,
    ...(component.command === null ? {} : { command: component.command.map(literal) }),
    ...(component.args.length === 0 ? {} : { args: component.args.map(literal) }),
    ...(env.length === 0 ? {} : { env }),
    ports: component.ports.map(({ name, number }) => ({ name, containerPort: number, protocol: 'TCP' })),
    resources: {
      requests: { cpu: resources.cpu.request, memory: resources.memory.request },
      limits: { cpu: resources.cpu.limit, memory: resources.memory.limit },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: privileges.readOnlyRoot,
    },
    // A server that waits for another one lives; it is given time, not killed for it.
    startupProbe: {
      ...probe(probes.live),
      periodSeconds: 5,
      failureThreshold: Math.max(1, Math.ceil(probes.startS / 5)),
      timeoutSeconds: 3,
    },
    readinessProbe: { ...probe(probes.ready), periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 },
    livenessProbe: { ...probe(probes.live), periodSeconds: 20, failureThreshold: 3, timeoutSeconds: 5 },
    volumeMounts: [
      ...component.volumes.map(({ name, path }) => ({ name, mountPath: path })),
      ...component.scratch.map((path, index) => ({ name: `scratch-${index}`, mountPath: path })),
      ...privileges.hostPaths.map((path, index) => ({
        name: `host-${index}`,
        mountPath: path,
        readOnly: true,
      })),
      ...(component.files.length > 0 ? [{ name: 'config', mountPath: CONFIG_FOLDER, readOnly: true }] : []),
      ...(component.secrets.length > 0
        ? [{ name: 'secrets', mountPath: SECRETS_FOLDER, readOnly: true }]
        : []),
    ],
  };
}

const probe = (what: HttpProbe | { readonly port: string }): Fields =>
  'path' in what ? { httpGet: { port: what.port, path: what.path } } : { tcpSocket: { port: what.port } };

/** Kubernetes replaces `$(NAME)` in arguments and environment; `$$` is a dollar. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

function scrapeAnnotations({ metrics, ports }: Component): Record<string, string> {
  const port = ports.find(({ name }) => name === metrics?.port);
  if (metrics === null || port === undefined) return {};
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(port.number),
    'prometheus.io/path': metrics.path,
  };
}

/** From a namespace of its own, the short names of the stack's servers must still be found. */
function namesOfStack({ settings }: Stack, component: Component, options: KubernetesOptions): Fields {
  const domain = options.clusterDomain ?? 'cluster.local';
  return namespaceOf(settings, component) === settings.namespace
    ? {}
    : { dnsConfig: { searches: [`${settings.namespace}.svc.${domain}`] } };
}

function spread({ settings }: Stack, component: Component): Fields {
  if (component.workload === 'node' || Math.max(component.replicas, component.autoscale?.max ?? 1) < 2) {
    return {};
  }
  return {
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(
      (topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        // A cluster of one node must still run it.
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selector(settings, component.name) },
      }),
    ),
  };
}
