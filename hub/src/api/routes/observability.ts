import Type from 'typebox';
import { requireHubProject } from '../../access/route-access.ts';
import { adminActions, administer } from '../../health/administer.ts';
import { performanceMetrics } from '../../health/fleet-health.ts';
import type { Api, HubContext } from '../context.ts';
import { queryOf } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { FleetHealth, PerformanceMetrics } from '../schemas/health.ts';
import { Count, oneOf, Ref } from '../schemas/parts.ts';
import { systemHealth } from '../system-health.ts';
import type { HealthOptions } from './health.ts';

const MAX_MINUTES = 7 * 24 * 60;
const MAX_REFOLD_MINUTES = 24 * 60;
const timeRange = Type.Integer({
  minimum: 1,
  maximum: MAX_MINUTES,
  default: 60,
  description: 'Minutes up to now.',
});

/** VX7 and VX8: the health of the fleet, and how its executions fared. */
export function observabilityRoutes(app: Api, context: HubContext, options: HealthOptions): void {
  const health = (operationId: string, url: string) =>
    app.get(
      url,
      {
        schema: {
          operationId,
          summary: 'Health of the fleet with its score, what runs now, and the hub itself',
          tags: ['health'],
          querystring: queryOf({ timeRange }),
          response: { 200: FleetHealth, 400: ErrorAnswer },
        },
      },
      (request) => systemHealth(context, options, context.projectOf(request), request.query.timeRange),
    );
  health('getFleetHealth', '/api/observability/health');
  health('getMonitoringHealth', '/api/v1/monitoring/health');

  app.post(
    '/api/observability/health',
    {
      config: { access: 'administer', hubWide: true },
      schema: {
        operationId: 'administerHealth',
        summary:
          'Forgets the answers that are kept, folds traces again, or drops days older than the retention',
        tags: ['health'],
        body: Type.Object(
          {
            action: Type.String({ maxLength: 100, description: `One of ${adminActions.join(', ')}.` }),
            id: Type.Optional(
              Type.String({
                pattern: '^([0-9a-f]{32}|[0-9a-f]{48})$',
                description: 'Of refold: the trace, or the trace of this execution.',
              }),
            ),
            minutes: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: MAX_REFOLD_MINUTES,
                description:
                  'Of refold, in place of `id`: all traces with a span or event of the last minutes.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            action: oneOf(adminActions),
            cleared: Type.Optional(Count('Of clear_cache: answers forgotten.')),
            queued: Type.Optional(Count('Of refold: traces that are folded again, shortly.')),
            dropped_days: Type.Optional(Count('Of run_retention: days dropped.')),
          }),
          400: ErrorAnswer,
          404: ErrorAnswer,
        },
      },
    },
    (request) =>
      administer(
        {
          database: context.database,
          forgetAnswers: () => context.otherHubs.forgetAnswers(),
          ...options.administration,
        },
        context.projectOf(request),
        request.body,
      ),
  );

  app.get(
    '/api/observability/metrics',
    {
      schema: {
        operationId: 'getPerformanceMetrics',
        summary: 'How the executions fared that ended in the last minutes; or /metrics as Prometheus text',
        tags: ['health'],
        querystring: queryOf({
          timeRange,
          format: Type.Unsafe<'json' | 'prometheus'>({
            type: 'string',
            enum: ['json', 'prometheus'],
            default: 'json',
            description: 'prometheus: the text of GET /metrics, whose counters give any range by themselves.',
          }),
        }),
        response: {
          200: {
            content: {
              'application/json': { schema: Type.Object({ metrics: Ref(PerformanceMetrics) }) },
              'text/plain': { schema: Type.String() },
            },
          },
          400: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      const { timeRange: minutes, format } = request.query;
      if (format === 'prometheus') {
        if (request.principal) requireHubProject(request.principal);
        const { registry } = options;
        return reply
          .type(registry.contentType)
          .serializer(String)
          .send(await registry.metrics());
      }
      return { metrics: await performanceMetrics(context, context.projectOf(request), minutes) };
    },
  );
}
