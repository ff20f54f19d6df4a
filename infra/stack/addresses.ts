import type { Settings } from '../settings/schema.ts';
import type { Stack } from './stack.ts';

/** The published ports, under the name of their setting. */
export const addressNames = [
  'jaeger',
  'grafana',
  'prometheus',
  'loki',
  'alertmanager',
  'hub',
  'otlpGrpc',
  'otlpHttp',
] as const;
export type AddressName = (typeof addressNames)[number];
export type Addresses = { readonly [name in AddressName]?: string };

/**
 * URLs at which users reach the servers that the stack has: on this machine, or in the cluster and by the host names of
 * the Ingress.
 */
export function addresses(stack: Stack): Addresses {
  const found = addressNames.flatMap((name) => {
    const url = addressOf(stack, name);
    return url === null ? [] : [[name, url] as const];
  });
  return Object.fromEntries(found);
}

function addressOf({ settings, site, components }: Stack, name: AddressName): string | null {
  const inCluster = site.kind === 'kubernetes';
  const host = inCluster ? ingressHost(settings, name) : null;
  for (const component of components) {
    const port = component.ports.find(({ published }) => published === settings.ports[name]);
    if (port === undefined) continue;
    if (host !== null) return `${secure(settings) ? 'https' : 'http'}://${host}`;
    return inCluster
      ? `http://${component.name}.${settings.namespace}.svc:${port.number}`
      : `http://${urlHost(settings.ports.host)}:${port.published}`;
  }
  return null;
}

function ingressHost({ hosts }: Settings, name: AddressName): string | null {
  if (name === 'hub') return hosts.hub;
  if (name === 'grafana') return hosts.grafana;
  return name === 'otlpHttp' ? hosts.otlp : null;
}

const secure = ({ tls }: Settings): boolean => tls.secret !== null || tls.issuer !== null;

/** Where to ask for what listens on an address: one that stands for all of a machine leads nowhere by itself. */
export function hostToAsk(address: string): string {
  return ['0.0.0.0', '::', 'localhost'].includes(address) ? '127.0.0.1' : address;
}

/** The same as it stands in a URL. */
export function urlHost(address: string): string {
  const host = hostToAsk(address);
  return host.includes(':') ? `[${host}]` : host;
}
