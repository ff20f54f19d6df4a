import type { Component } from '../../stack/component.ts';

/** The network that all servers share. */
export const STACK = 'stack';
/** The network of those that reach out. */
const OUTSIDE = 'outside';

/** Whether a server calls something that is not of the stack, such as a webhook. */
export function callsOut({ calls }: Component): boolean {
  return calls.some(({ to }) => to === 'internet');
}

/** Networks of a server. */
export function networkNames(component: Component): string[] {
  return callsOut(component) ? [STACK, OUTSIDE] : [STACK];
}

/** The stack's networks: one without a way out, and one with it where a server needs it. */
export function networksOf(components: readonly Component[]) {
  return {
    // `internal` would also close the ports on the host; without masquerading, answers find no way back from outside.
    [STACK]: {
      driver: 'bridge',
      driver_opts: { 'com.docker.network.bridge.enable_ip_masquerade': 'false' },
    },
    ...(components.some(callsOut) ? { [OUTSIDE]: { driver: 'bridge' } } : {}),
  };
}
