import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { HubContext } from './context.ts';
import { Time } from './schemas/parts.ts';

/** When an answer was found: part of every answer that is kept for a while. */
export const ComputedAt = Type.Object({
  computed_at: Time('When this was found; the header Age says how long ago.'),
});

/**
 * Operations whose answers hold nothing that is content, nor ids of people: names, figures and states. These may stand
 * in Redis, where all hubs have them (docs/replicas.md).
 */
const withoutContent: ReadonlySet<string | undefined> = new Set([
  'getOverview',
  'listAgents',
  'getAgent',
  'listWorkflows',
  'getCost',
  'findAnomalies',
  'forecast',
  'getAnalytics',
  'getResources',
  'getServiceMap',
  'summariseEvaluations',
]);

/**
 * An answer that many ask for, found anew where the one that is kept is too old (AnswerCache). `key` names the
 * question within the route and the project. Its age is in the header `Age` (RFC 9111, 5.1), in seconds, and
 * `computed_at` says when it was found.
 */
export async function keptAnswer<T extends object>(
  context: Pick<HubContext, 'answers' | 'projectOf'>,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  find: (project: string) => Promise<T>,
): Promise<T & { computed_at: string }> {
  const project = context.projectOf(request);
  const { answer, computedAtMs } = await context.answers.getDated(
    `${request.routeOptions.url} ${project} ${key}`,
    () => context.answers.turns.take(() => find(project)),
    { hasContent: !withoutContent.has(request.routeOptions.schema?.operationId) },
  );
  void reply.header('age', String(Math.max(0, Math.floor((Date.now() - computedAtMs) / 1000))));
  return { ...answer, computed_at: new Date(computedAtMs).toISOString() };
}
