import { urlHost } from '../stack/addresses.ts';
import type { Component } from '../stack/component.ts';

/** Where users reach a server, by the ports that it publishes on an address of this machine; null where none. */
export function urlOf({ ports }: Component, address: string): string | null {
  const published = ports.filter((port) => port.published !== null);
  if (published.length === 0) return null;
  return published
    .map((port) => `${port.name === 'otlp-grpc' ? '' : 'http://'}${urlHost(address)}:${port.published}`)
    .join(', ');
}
