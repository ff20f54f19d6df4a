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
      : `http://${hostOf(settings.ports.host)}:${port.published}`;
  }
  return null;
}

function ingressHost({ hosts }: Settings, name: AddressName): string | null {
  if (name === 'hub') return hosts.hub;
  if (name === 'grafana') return hosts.grafana;
  return name === 'otlpHttp' ? hosts.otlp : null;
}

const secure = ({ tls }: Settings): boolean => tls.secret !== null || tls.issuer !== null;

/** An address to listen on as one to go to. */
function hostOf(address: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(address)) return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}
