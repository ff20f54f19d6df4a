import type { Server, Socket } from 'node:net';
import { addressName, isAmong } from './address-name.ts';

export interface ConnectionLimits {
  /** Connections that one address may hold open. */
  readonly most: number;
  /** Addresses and ranges of proxies, which hold those of many. */
  readonly trusted: readonly string[];
}

/** Drops connections of an address that has its share, before a byte of them is read. */
export function limitConnections(server: Server, { most, trusted }: ConnectionLimits): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined || isAmong(remoteAddress, trusted)) return;
    const name = addressName(remoteAddress);
    const count = (open.get(name) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(name, count);
    socket.once('close', () => {
      const left = (open.get(name) ?? 1) - 1;
      if (left === 0) open.delete(name);
      else open.set(name, left);
    });
  });
}
