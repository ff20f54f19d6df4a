import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { type LoadedTrace, loadTraceTree } from '../../traces/load-trace-tree.ts';
import { findBottlenecks, findServiceMap } from '../../traces/present-fleet.ts';
import { presentComparison, presentCriticalPath, presentFlame } from '../../traces/present-trace.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Bottlenecks, CriticalPath, Flame, ServiceMap, TraceComparison } from '../schemas/traces.ts';
import { stretchOf, timeRange } from '../time-range.ts';
import { timelineRoutes } from './timeline.ts';

const ID = { description: '32 hex digits of a trace, or 48 of an execution.' };
const params = Type.Object({ id: Type.String(ID) });

const DAY_MINUTES = 24 * 60;

/** IA8, IA11, EN11: critical path, flame data, comparison of two traces, bottlenecks, service map and timeline. */
export function traceAnalysisRoutes(app: Api, context: HubContext): void {
  routesOfTraces(app, context);
  routesOfFleet(app, context);
  timelineRoutes(app, context);
}

function routesOfTraces(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/traces/:id/critical-path',
    {
      schema: {
        operationId: 'getCriticalPath',
        summary: 'What the time of a trace or execution really consists of, step by step',
        tags: ['traces'],
        params,
        querystring: queryOf({}),
        response: { 200: CriticalPath, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => presentCriticalPath(await traceOf(context, request, request.params.id, 'params.id')),
  );

  app.get(
    '/api/v1/traces/:id/flame',
    {
      schema: {
        operationId: 'getFlame',
        summary: 'The spans of a trace or execution for a flame graph, and in the order of a waterfall',
        tags: ['traces'],
        params,
        querystring: queryOf({
          merge: Type.Boolean({ default: true, description: 'One frame for siblings of one name and kind.' }),
        }),
        response: { 200: Flame, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const trace = await traceOf(context, request, request.params.id, 'params.id');
      return presentFlame(trace, request.query.merge);
    },
  );

  app.get(
    '/api/v1/compare/traces',
    {
      schema: {
        operationId: 'compareTraces',
        summary:
          'Two traces or executions beside one another: structure, time, tokens, cost, errors, by step',
        tags: ['traces'],
        querystring: queryOf({ a: Type.String(ID), b: Type.String(ID) }),
        response: { 200: TraceComparison, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { a, b } = request.query;
      const one = await traceOf(context, request, a, 'query.a');
      return presentComparison(one, await traceOf(context, request, b, 'query.b'));
    },
  );
}

function routesOfFleet(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/analysis/bottlenecks',
    {
      schema: {
        operationId: 'getBottlenecks',
        summary: 'Which steps, tools and models cost the time of runs, on their critical paths',
        tags: ['analysis'],
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          agent: Type.Optional(storedText({ minLength: 1, description: 'Runs of this agent, exact.' })),
          workflow: Type.Optional(storedText({ minLength: 1, description: 'Runs of this workflow, exact.' })),
        }),
        response: { 200: Bottlenecks, 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { agent, workflow } = request.query;
      if (agent !== undefined && workflow !== undefined) {
        const message = 'Expected either `agent` or `workflow`, got both. Leave one out.';
        throw new HubError('OBS_BAD_REQUEST', message, { where: 'query.workflow' });
      }
      const stretch = stretchOf(request.query, DAY_MINUTES);
      const question = {
        ...stretch,
        ...(agent !== undefined && { only: { kind: 'agent' as const, name: agent } }),
        ...(workflow !== undefined && { only: { kind: 'workflow' as const, name: workflow } }),
      };
      return keptAnswer(context, request, reply, JSON.stringify(request.query), (project) =>
        findBottlenecks(context.database, project, question),
      );
    },
  );

  app.get(
    '/api/v1/service-map',
    {
      schema: {
        operationId: 'getServiceMap',
        summary: 'Which services, agents, models, tools and databases call one another',
        tags: ['analysis'],
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          environment: Type.Optional(storedText({ description: 'Of the sender, exact.' })),
        }),
        response: { 200: ServiceMap, 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { environment } = request.query;
      const question = {
        ...stretchOf(request.query, DAY_MINUTES),
        ...(environment !== undefined && { environment }),
      };
      return keptAnswer(context, request, reply, JSON.stringify(request.query), (project) =>
        findServiceMap(context.database, project, question),
      );
    },
  );
}

async function traceOf(
  context: HubContext,
  request: FastifyRequest,
  given: string,
  where: string,
): Promise<LoadedTrace> {
  const id = given.toLowerCase();
  if (!/^([0-9a-f]{32}|[0-9a-f]{48})$/.test(id)) {
    const message = `Expected 32 hex digits of a trace or 48 of an execution, got "${given.slice(0, 64)}".`;
    throw new HubError('OBS_BAD_REQUEST', message, { where });
  }
  const trace = await loadTraceTree(context, context.projectOf(request), id);
  if (trace) return trace;
  throw new HubError('OBS_TRACE_NOT_FOUND', `No trace or execution has the id ${id}.`, { where });
}
