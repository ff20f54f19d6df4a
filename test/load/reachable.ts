import { once } from 'node:events';
import { connect } from 'node:net';

const WAIT_MS = 2000;

/** Rejects with words for people where nothing takes connections at an address. */
export async function expectListener(url: string, hint: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(WAIT_MS) });
  } catch {
    throw new Error(`nothing listens on ${url}: ${hint}`);
  } finally {
    socket.destroy();
  }
}
