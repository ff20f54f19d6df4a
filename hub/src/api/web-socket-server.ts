import websocket from '@fastify/websocket';
import type { WebSocket } from 'ws';
import { limitFrames } from '../limits/limit-frames.ts';
import type { Api } from './context.ts';

/** A client says no more than a statement of SQL with what JSON adds to it. */
const MAX_CLIENT_FRAME_BYTES = 64_000;
const GOING_AWAY = 1001;
/** How long a client has to answer the close when the hub stops. */
const CLOSE_MS = 1000;

/** Lets routes take WebSockets; when the hub stops, their clients are told so, and those that do not answer are dropped. */
export async function serveWebSockets(app: Api): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: MAX_CLIENT_FRAME_BYTES, perMessageDeflate: false },
    errorHandler: (error, socket, request) => {
      // Frames that break the protocol: ws has sent the close that belongs to it.
      request.log.debug({ err: error }, 'a WebSocket broke');
      setTimeout(() => socket.terminate(), CLOSE_MS).unref();
    },
    preClose(done) {
      const { clients } = this.websocketServer;
      for (const client of clients) client.close(GOING_AWAY, 'The hub is stopping.');
      const timer = setTimeout(() => {
        for (const client of clients) client.terminate();
      }, CLOSE_MS);
      this.websocketServer.close(() => clearTimeout(timer));
      done();
    },
  });
  app.websocketServer.on('connection', (socket: WebSocket) => limitFrames(socket));
}
