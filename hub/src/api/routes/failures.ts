import Type, { type Static } from 'typebox';
import { FIRST_PROJECT } from '../../access/principal.ts';
import { HubError } from '../../errors.ts';
import { failureGroups } from '../../failures/failure-groups.ts';
import { stuckExecutions } from '../../failures/stuck-executions.ts';
import { trendBucketS } from '../../failures/trend-buckets.ts';
import { findResources } from '../../resources/find-resources.ts';
import { prometheusSource } from '../../resources/prometheus-source.ts';
import { storeSource } from '../../resources/store-source.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { FailureGroupDetail, FailureGroups, StuckExecutions } from '../schemas/failures.ts';
import { Ref } from '../schemas/parts.ts';
import { Resources } from '../schemas/resources.ts';
import { stretchOf, timeRange } from '../time-range.ts';

const DAY_MINUTES = 1440;
const HOUR_MINUTES = 60;
/** Executions that a group of a list shows, and a group by itself. */
const FEW = 3;
const MANY = 50;

const filter = {
  ...timeRange(DAY_MINUTES),
  agent: Type.Optional(
    storedText({ maxLength: 512, description: 'Name of an agent or workflow that failed.' }),
  ),
  service: Type.Optional(storedText({ maxLength: 512, description: 'service.name of its sender.' })),
  environment: Type.Optional(
    storedText({ maxLength: 512, description: 'deployment.environment.name of its service.' }),
  ),
};
const Filter = queryOf(filter);
const limitOf = (what: string, fallback: number, maximum: number) =>
  Type.Integer({ minimum: 1, maximum, default: fallback, description: `${what} at most.` });

const whereOf = ({ agent, service, environment }: Static<typeof Filter>) => ({
  agent: agent ?? null,
  service: service ?? null,
  environment: environment ?? null,
});

/** IA8: failures by cause, stuck and abandoned runs; IA7: resources and their trends. */
export function failureRoutes(app: Api, context: HubContext): void {
  const { database, clock } = context;

  app.get(
    '/api/v1/analysis/failures',
    {
      schema: {
        operationId: 'listFailureGroups',
        summary: 'What failed within a stretch, grouped by cause',
        tags: ['analysis'],
        querystring: queryOf({ ...filter, limit: limitOf('Groups', 50, 200) }),
        response: { 200: Ref(FailureGroups), 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { query } = request;
      const stretch = stretchOf(query, DAY_MINUTES);
      return keptAnswer(context, request, reply, JSON.stringify(query), (project) =>
        failureGroups(
          database,
          project,
          { ...stretch, ...whereOf(query), fingerprint: null },
          { groups: query.limit, executions: FEW },
        ),
      );
    },
  );

  app.get(
    '/api/v1/analysis/failures/:fingerprint',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'getFailureGroup',
        summary: 'One group of failures within a stretch, with its newest executions',
        tags: ['analysis'],
        params: Type.Object({
          fingerprint: Type.String({ pattern: '^[0-9a-f]{16}$', description: '16 hex digits.' }),
        }),
        querystring: Filter,
        response: { 200: Ref(FailureGroupDetail), 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { query, params } = request;
      const { fingerprint } = params;
      const stretch = stretchOf(query, DAY_MINUTES);
      return keptAnswer(context, request, reply, JSON.stringify([fingerprint, query]), async (project) => {
        const { groups, ...about } = await failureGroups(
          database,
          project,
          { ...stretch, ...whereOf(query), fingerprint },
          { groups: 1, executions: MANY },
        );
        const [group] = groups;
        if (group) return { ...about, group };
        throw new HubError(
          'OBS_FAILURE_NOT_FOUND',
          `No failure of ${about.from} to ${about.to} has the fingerprint ${fingerprint}; ask for a longer stretch.`,
          { where: 'params.fingerprint' },
        );
      });
    },
  );

  app.get(
    '/api/v1/analysis/stuck',
    {
      schema: {
        operationId: 'listStuckExecutions',
        summary: 'Executions that are silent for longer than expected, and those that were abandoned',
        tags: ['analysis'],
        querystring: queryOf({ ...filter, limit: limitOf('Executions of each list', 50, 200) }),
        response: { 200: Ref(StuckExecutions), 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { query } = request;
      const stretch = stretchOf(query, DAY_MINUTES);
      return keptAnswer(context, request, reply, JSON.stringify(query), (project) =>
        stuckExecutions(database, project, stretch, whereOf(query), { clock: clock(), limit: query.limit }),
      );
    },
  );

  const { prometheus } = context.integrations;
  const ofStore = [storeSource(database)];
  // It tells no projects apart, and scrapes what is the first one's.
  const ofStack = [...(prometheus ? [prometheusSource(prometheus)] : []), ...ofStore];
  app.get(
    '/api/v1/analysis/resources',
    {
      schema: {
        operationId: 'getResources',
        summary: 'CPU, memory, disk and network of services and of the hub, with trends',
        tags: ['analysis'],
        querystring: queryOf({ ...timeRange(HOUR_MINUTES), service: filter.service }),
        response: { 200: Ref(Resources), 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { query } = request;
      const stretch = stretchOf(query, HOUR_MINUTES);
      return keptAnswer(context, request, reply, JSON.stringify(query), (project) =>
        findResources(project === FIRST_PROJECT ? ofStack : ofStore, project, {
          ...stretch,
          service: query.service ?? null,
          stepS: trendBucketS(stretch),
        }),
      );
    },
  );
}
