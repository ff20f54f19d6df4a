import type { Api } from '../api/context.ts';
import { HubError } from '../errors.ts';

/**
 * Refuses a request with more than one Host, of which a proxy may have read the other (RFC 9112, 3.2); Node reads the
 * first and says nothing.
 */
export function requireOneHost(app: Api): void {
  app.addHook('onRequest', async ({ raw: { rawHeaders } }, reply) => {
    const hosts = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host');
    if (hosts.length <= 1) return;
    void reply.header('connection', 'close');
    throw new HubError('OBS_BAD_REQUEST', `Expected one Host header, got ${hosts.length}.`, {
      where: 'headers.host',
    });
  });
}
