import { sizeBytes } from '../../settings/units.ts';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { componentLabels } from './labels.ts';
import type { KubernetesObject } from './object.ts';
import { otlpPorts } from './services.ts';

interface Route {
  readonly host: string;
  readonly component: Component;
  readonly port: string;
}

/** What is reached from outside of the cluster: nothing but what the settings give a host name. */
export function ingressRoutes({ settings, components }: Stack): Route[] {
  const { hub, grafana, otlp } = settings.hosts;
  const route = (host: string | null, port: string, is: (one: Component) => boolean): Route[] => {
    const component = host === null ? undefined : components.find(is);
    return host === null || component === undefined ? [] : [{ host, component, port }];
  };
  return [
    ...route(hub, 'http', ({ component }) => component === 'hub'),
    ...route(grafana, 'http', ({ component }) => component === 'grafana'),
    // The server that senders reach, be it agent or collector.
    ...route(otlp, 'otlp-http', (one) => otlpPorts(one).length > 0),
  ];
}

/** One Ingress for each host name, so that a certificate or a controller's fault stops no other one. */
export function ingresses(stack: Stack): KubernetesObject[] {
  const { settings } = stack;
  const { tls, ingressClass } = settings;
  return ingressRoutes(stack).map(({ host, component, port }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: component.name,
      namespace: settings.namespace,
      labels: componentLabels(settings, component),
      annotations: {
        ...(tls.issuer === null ? {} : { 'cert-manager.io/cluster-issuer': tls.issuer }),
        // For ingress-nginx, which cuts streams after a minute and bodies at 1 MB; other controllers pass them over.
        'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
        'nginx.ingress.kubernetes.io/proxy-body-size': String(sizeBytes(settings.ingest.maxBytes)),
      },
    },
    spec: {
      ...(ingressClass === null ? {} : { ingressClassName: ingressClass }),
      // One secret may hold a certificate for all names; cert-manager makes one for each.
      tls: [{ hosts: [host], secretName: tls.secret ?? `${component.name}-tls` }],
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: component.name, port: { number: numberOf(component, port) } } },
              },
            ],
          },
        },
      ],
    },
  }));
}

function numberOf(component: Component, port: string): number {
  const number = component.ports.find(({ name }) => name === port)?.number;
  if (number === undefined) throw new Error(`${component.name} has no port ${port} for its Ingress`);
  return number;
}
