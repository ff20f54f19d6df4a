import type { FastifyRequest } from 'fastify';
import type { Api } from '../api/context.ts';
import type { Shedding } from './shedding.ts';

/** A look at a hub under pressure is no time lost. */
const RETRY_AFTER_S = '2';
/** Of who looks after the hub itself. */
const unshed: ReadonlySet<string> = new Set(['/status', '/metrics']);

/** Refuses reads while the hub is under pressure, before anything is asked of the database for them. */
export function shedReads(app: Api, shedding: Pick<Shedding, 'check'>): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isRead(request)) return;
    try {
      shedding.check('read');
    } catch (error) {
      void reply.header('retry-after', RETRY_AFTER_S);
      throw error;
    }
  });
}

/**
 * GETs of data. Never probes, sign-in and the page, and no streams: a browser that is refused one does not come back, and
 * those that are open cost little.
 */
function isRead({ method, routeOptions: { url, config, schema } }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (url === undefined || unshed.has(url) || schema?.operationId === undefined) return false;
  if ((config.access ?? 'read') !== 'read') return false;
  return !schema.tags?.some((tag) => tag === 'live' || tag === 'access');
}
