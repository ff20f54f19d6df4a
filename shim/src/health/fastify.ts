import type { Health } from './create-health.ts';
import { healthRoutes } from './paths.ts';

/** As much of Fastify as is used. */
interface FastifyApp {
  get(path: string, handler: (request: unknown, reply: FastifyReply) => Promise<unknown>): unknown;
}
interface FastifyReply {
  code(status: number): { headers(values: Record<string, string>): { send(body: string): unknown } };
}

/** A plugin for `app.register(fastifyHealth(health))`; Fastify's own `prefix` puts it elsewhere. */
export function fastifyHealth(health: Health): (app: FastifyApp) => Promise<void> {
  return async (app) => {
    for (const [path, name] of healthRoutes) {
      app.get(path, async (_request, reply) => {
        const { status, headers, body } = await health[name]();
        return reply
          .code(status)
          .headers({ ...headers })
          .send(body);
      });
    }
  };
}
