import { urlHost } from '../stack/addresses.ts';
import type { Component } from '../stack/component.ts';
import type { Stack } from '../stack/stack.ts';
import { ask } from '../targets/process/ask.ts';
import type { StackContainer } from './compose-containers.ts';

const ASK_MS = 2000;

/** Whether a container does its work; `why` says what came instead where it was asked. */
export interface Readiness {
  readonly ready: boolean;
  /** A helper that ended as it should. */
  readonly done: boolean;
  readonly why: string | null;
}

/** Goes by the health check; servers whose image has no program that could ask are asked at their port on this machine. */
export async function readinessOf(
  { service, state, health, exitCode, ports }: StackContainer,
  { components, settings }: Stack,
): Promise<Readiness> {
  // Replicas are services of their own: `hub-2`.
  const component = components.find(({ name }) => name === service || name === service.replace(/-\d+$/, ''));
  // No server of the stack: a helper of this target.
  if (component === undefined && state === 'exited' && exitCode === 0)
    return { ready: true, done: true, why: null };
  if (state !== 'running') {
    return { ready: false, done: false, why: state === 'exited' ? `ended (code ${exitCode})` : null };
  }
  if (health !== '') return { ready: health === 'healthy', done: false, why: null };
  const why =
    component === undefined || ports.length === 0
      ? null
      : await askFromOutside(component, settings.ports.host);
  return { ready: why === null, done: false, why };
}

async function askFromOutside(
  { ports, probes: { ready } }: Component,
  address: string,
): Promise<string | null> {
  const port = ports.find(({ name, published }) => name === ready.port && published !== null);
  if (port !== undefined && port.published !== null) {
    return ask({ port: port.published, path: 'path' in ready ? ready.path : null }, ASK_MS, address);
  }
  // Where that port is closed to this machine: any answer shows that the server listens. Docker itself accepts always.
  const other = ports.find(({ name, published }) => name.endsWith('http') && published !== null);
  if (other === undefined) return null;
  const url = `http://${urlHost(address)}:${other.published}/`;
  return fetch(url, { signal: AbortSignal.timeout(ASK_MS) }).then(
    async (response) => {
      await response.body?.cancel();
      return null;
    },
    () => `${url} does not answer`,
  );
}
