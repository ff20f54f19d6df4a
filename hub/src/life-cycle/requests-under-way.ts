import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Below the time that a stack gives the hub to stop (infra/components/hub.ts), with room for what comes after. */
const LIMIT_MS = 5000;
/** Who has connected and said nothing may be about to. */
const SILENT_MS = 500;
const LOOK_MS = 50;

export interface Parting {
  /** Aborted: nothing is waited for. */
  readonly hurried: AbortSignal;
  readonly limitMs?: number;
}

/**
 * Follows a server's connections, so that it can be stopped without cutting off an answer. What it returns is called once
 * the server takes no new connections: those at rest end at once, those that said nothing yet after a moment, those with
 * a request under way when it is answered, or at the limit.
 */
export function requestsUnderWay(server: Server): (parting: Parting) => () => void {
  const silent = new Set<Socket>();
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => {
      silent.add(socket);
      socket.once('close', () => silent.delete(socket));
    });
  }
  const heard = ({ socket }: IncomingMessage) => silent.delete(socket);
  server.on('request', heard);
  server.on('upgrade', heard);

  return ({ hurried, limitMs = LIMIT_MS }) => {
    const endAll = () => server.closeAllConnections();
    const look = setInterval(() => server.closeIdleConnections(), LOOK_MS);
    const quiet = setTimeout(() => {
      for (const socket of silent) socket.destroy();
    }, SILENT_MS);
    const limit = setTimeout(endAll, limitMs);
    hurried.addEventListener('abort', endAll);
    if (hurried.aborted) endAll();
    server.closeIdleConnections();
    return () => {
      clearInterval(look);
      clearTimeout(quiet);
      clearTimeout(limit);
      hurried.removeEventListener('abort', endAll);
    };
  };
}
