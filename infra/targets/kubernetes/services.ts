import type { Settings } from '../../settings/schema.ts';
import type { Component, Port } from '../../stack/component.ts';
import { headlessName } from '../../stack/site.ts';
import { componentLabels, METRICS_LABEL, namespaceOf, selector } from './labels.ts';
import type { Fields, KubernetesObject } from './object.ts';

/** Name of the Service that takes OTLP, whichever server receives it: a stack that grows keeps its address. */
export const OTLP_SERVICE = 'otlp';

/** A server's Service and, where there may be several pods that must be told apart, a headless one. */
export function services(settings: Settings, component: Component): KubernetesObject[] {
  if (component.ports.length === 0) return [];
  const labels = componentLabels(settings, component);
  const namespace = namespaceOf(settings, component);
  const podSelector = selector(settings, component.name);
  const service = (name: string, own: Readonly<Record<string, string>>, spec: Fields): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: { ...labels, ...own } },
    spec: { ...spec, selector: podSelector },
  });
  const { metrics, ports } = component;
  const otlp = otlpPorts(component);
  return [
    service(component.name, metrics === null ? {} : { [METRICS_LABEL]: 'true' }, {
      type: 'ClusterIP',
      ports: ports.map((port) => servicePort(port, metrics?.port ?? null)),
    }),
    ...(component.workload === 'ordered' || component.replicas > 1
      ? [
          service(
            headlessName(component.name),
            {},
            {
              clusterIP: 'None',
              // Peers must find each other before the first of them is ready; others ask only those that are.
              ...(component.calls.some(({ to }) => to === component.name)
                ? { publishNotReadyAddresses: true }
                : {}),
              ports: ports.map((port) => servicePort(port, null)),
            },
          ),
        ]
      : []),
    ...(otlp.length === 0
      ? []
      : [
          service(
            OTLP_SERVICE,
            {},
            {
              type: 'ClusterIP',
              ports: otlp.map((port) => servicePort(port, null)),
            },
          ),
        ]),
  ];
}

/** The ports at which a server takes OTLP from outside of the stack; none for nearly all servers. */
export function otlpPorts({ ports }: Component): Port[] {
  return ports.filter(({ name, published }) => name.startsWith('otlp') && published !== null);
}

/** A ServiceMonitor names the port `metrics`, whatever else that port answers; a Service has each number only once. */
function servicePort({ name, number }: Port, metrics: string | null): Fields {
  return {
    name: name === metrics ? 'metrics' : name,
    port: number,
    targetPort: name,
    protocol: 'TCP',
    ...(name === metrics ? { appProtocol: 'http' } : {}),
  };
}
