import type { FastifyRequest } from 'fastify';
import { HubError } from '../errors.ts';

/** The project that a request is of. Throws OBS_UNAUTHORIZED where nobody said who asks, as on routes open to all. */
export function projectOf({ principal }: Pick<FastifyRequest, 'principal'>): string {
  if (principal !== null) return principal.project;
  throw new HubError('OBS_UNAUTHORIZED', 'Expected a key or a session, got neither.');
}
