import Type from 'typebox';
import { MetricsTickers } from '../../live/metrics-ticker.ts';
import { readWorkflowMetrics } from '../../live/read-workflow-metrics.ts';
import { nowMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { queryOf, storedText } from '../query-values.ts';
import { systemHealth } from '../system-health.ts';
import type { HealthOptions } from './health.ts';
import { openStream } from './streams.ts';

const MINUTES = 60;

/** IA3: the health of the fleet and the figures of workflows, every five seconds. */
export function metricsStreamRoute(app: Api, context: HubContext, options: HealthOptions): void {
  const tickers = new MetricsTickers();
  // The database stays until what was asked of it is answered.
  app.addHook('onClose', () => tickers.ended());

  /** What all who watch the same workflow, or all, are sent. */
  const find = async (project: string, workflowId: string | null) => {
    const untilUs = nowMicros();
    const stretch = { sinceUs: untilUs - MINUTES * 60_000_000, untilUs };
    const [health, workflows] = await Promise.all([
      systemHealth(context, options, project, MINUTES),
      readWorkflowMetrics(context.database, project, stretch, workflowId),
    ]);
    return {
      timestamp: new Date().toISOString(),
      workflow_id: workflowId,
      time_range_minutes: MINUTES,
      ...health,
      workflows,
    };
  };

  app.get(
    '/api/v1/observability/metrics/stream',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamMetrics',
        summary:
          'Every five seconds, as server-sent events: the data of getFleetHealth, and how the runs of workflows fared in the last hour',
        tags: ['live'],
        querystring: queryOf({
          workflow_id: Type.Optional(
            storedText({ maxLength: 512, description: 'Only this workflow, by its id or its name.' }),
          ),
        }),
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      const project = context.projectOf(request);
      const workflowId = request.query.workflow_id || null;
      const client = openStream(context, request, reply);
      const stop = tickers.watch(
        `${project} ${workflowId ?? ''}`,
        (id, json) => {
          // One that is behind gets the next one.
          if (!client.isBehind) client.write(Buffer.from(`id: ${id}\ndata: ${json}\n\n`));
        },
        {
          find: () => find(project, workflowId),
          onError: (error) => request.log.warn({ err: error }, 'a stream of metrics waits for the database'),
        },
      );
      client.closed.addEventListener('abort', stop);
    },
  );
}
