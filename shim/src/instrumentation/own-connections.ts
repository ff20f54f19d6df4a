import { processWide } from '../setup/process-wide.ts';

const connections = processWide('connections', () => new WeakSet<object>());

/** Marks a connection to a server of the shim itself, whose requests are not the service's. */
export function markOwnConnection(socket: object): void {
  connections.add(socket);
}

export function isOwnConnection(socket: object): boolean {
  return connections.has(socket);
}
