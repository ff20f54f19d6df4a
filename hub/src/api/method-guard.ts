import { HubError } from '../errors.ts';
import type { Api } from './context.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Answers 405 with `Allow` where a path is known and the method is not (RFC 9110, 15.5.6), for the routes that
 * `register` adds.
 */
export function withMethodGuard(app: Api, register: (app: Api) => void): void {
  const taken = new Map<string, Set<string>>();
  /** Paths of which a method is open: that another one is not there says nothing new. */
  const open = new Set<string>();
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.access === 'public') open.add(url);
    const methods = taken.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    taken.set(url, methods);
  });
  register(app);
  for (const [url, methods] of [...taken]) {
    const allow = [...methods].join(', ');
    app.route({
      method: METHODS.filter((method) => !methods.has(method)),
      url,
      config: { access: open.has(url) ? 'public' : 'read' },
      schema: { hide: true },
      // Before the body is read: nothing of it matters.
      onRequest: (request, reply) => {
        void reply.header('allow', allow);
        throw new HubError(
          'OBS_METHOD_NOT_ALLOWED',
          `${request.url.split('?')[0]?.slice(0, 200)} takes ${allow}, got ${request.method}; GET /openapi.json lists the routes.`,
        );
      },
      handler: () => {},
    });
  }
}
