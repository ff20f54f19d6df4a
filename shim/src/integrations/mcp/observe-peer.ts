import { linesToStderr } from '../../logger/destination.ts';
import { guarded } from '../../setup/guard.ts';
import { sayOnce } from '../../setup/say.ts';
import type { McpSide } from './mcp-session.ts';
import { observedTransport, originalTransport } from './observed-transport.ts';
import { transparent } from './transparent.ts';
import { usesStdout } from './transport-facts.ts';

const observed = new WeakSet<object>();

interface Peer {
  connect(transport: unknown, ...more: readonly unknown[]): unknown;
}

/** A client or server that does all that the given one does, and whose transports are observed. */
export function observePeer<T extends object>(peer: T, side: McpSide): T {
  if (!isPeer(peer)) {
    sayOnce(`mcp:${side}`, `what was given as an MCP ${side} has no \`connect\`, and is not observed`);
    return peer;
  }
  if (observed.has(peer)) return peer;
  if (isConnected(peer)) {
    sayOnce(
      `mcp:connected:${side}`,
      `an MCP ${side} was connected before it was observed: what it does now is not seen`,
    );
  }
  const connect = (transport: unknown, ...more: readonly unknown[]) =>
    peer.connect(
      guarded('observing a transport of MCP', () => observe(transport, side)) ?? transport,
      ...more,
    );
  let inner: { readonly of: object; readonly value: object } | undefined;
  const wrapper = transparent(peer, {
    get(name) {
      if (name === 'connect') return { value: connect };
      if (name === 'transport') return { value: originalTransport(Reflect.get(peer, name, peer)) };
      if (name !== 'server') return undefined;
      // The server below the high-level one can be connected by itself.
      const server: unknown = Reflect.get(peer, name, peer);
      if (!isPeer(server)) return undefined;
      if (inner?.of !== server) inner = { of: server, value: observePeer(server, side) };
      return inner;
    },
  });
  observed.add(wrapper);
  return wrapper;
}

function observe(transport: unknown, side: McpSide): unknown {
  if (typeof transport !== 'object' || transport === null) return transport;
  if (side === 'server' && usesStdout(transport)) linesToStderr();
  return observedTransport(transport, side);
}

function isPeer(value: unknown): value is Peer & object {
  return (
    typeof value === 'object' && value !== null && 'connect' in value && typeof value.connect === 'function'
  );
}

function isConnected(peer: object): boolean {
  const server: unknown = 'server' in peer ? peer.server : peer;
  return (
    typeof server === 'object' && server !== null && 'transport' in server && server.transport !== undefined
  );
}
