import type { Agent, ClientRequest, ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * An HTTP agent whose connections do not keep the process alive: a service that is done ends, even where
 * the receiver never answers. What must be waited for is waited for by a timer (`flush`).
 */
export async function quietAgent(protocol: string): Promise<Agent> {
  const base = protocol === 'https:' ? (await import('node:https')).Agent : (await import('node:http')).Agent;
  class QuietAgent extends base {
    override createConnection(
      options: ClientRequestArgs,
      callback?: (error: Error | null, stream: Duplex) => void,
    ): Duplex | null | undefined {
      return unreferenced(super.createConnection(options, callback));
    }
    override reuseSocket(socket: Duplex, request: ClientRequest): void {
      super.reuseSocket(socket, request);
      unreferenced(socket);
    }
  }
  return new QuietAgent({ keepAlive: true });
}

function unreferenced<S extends Duplex | null | undefined>(socket: S): S {
  if (socket && 'unref' in socket && typeof socket.unref === 'function') socket.unref();
  return socket;
}
