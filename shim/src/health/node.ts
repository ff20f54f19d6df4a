import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from './create-health.ts';
import { noteHttpRoute } from './http-route.ts';
import { answerTo } from './paths.ts';

/**
 * A listener of node:http for `createServer(nodeHealth(health, listener))`: answers `/health`, `/ready`,
 * `/status` and `/metrics`, and hands all else to `next`, without which it answers 404.
 */
export function nodeHealth(
  health: Health,
  next?: (request: IncomingMessage, response: ServerResponse) => unknown,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const answering = answerTo(health, request.method ?? 'GET', path);
    if (answering === undefined) {
      if (next) next(request, response);
      else response.writeHead(404).end();
      return;
    }
    noteHttpRoute(path);
    void answering.then(({ status, headers, body }) => {
      // A time limit of the service may have answered while the checks ran.
      if (response.headersSent) return;
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      response.end(request.method === 'HEAD' ? '' : body);
    });
  };
}
