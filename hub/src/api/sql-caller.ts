import type { FastifyRequest } from 'fastify';
import type { HubContext } from './context.ts';

/** In whose name a request asks SQL: of which project, and who waits behind whom. */
export function sqlCaller(
  context: HubContext,
  request: FastifyRequest,
): { project: string; principal: string } {
  const { principal } = request;
  return {
    project: context.projectOf(request),
    principal: principal === null ? request.ip : `${principal.kind} ${principal.id}`,
  };
}
