import type { Component } from '../stack/component.ts';

/** Where users reach a server, by the ports that it publishes on this machine; null where it publishes none. */
export function urlOf({ ports }: Component): string | null {
  const published = ports.filter((port) => port.published !== null);
  if (published.length === 0) return null;
  return published
    .map((port) => `${port.name === 'otlp-grpc' ? '' : 'http://'}127.0.0.1:${port.published}`)
    .join(', ');
}
