import { fleetHealth } from '../../health/fleet-health.ts';
import { capabilitiesOf } from '../../integrations/capabilities.ts';
import type { IntegrationState } from '../../integrations/probes.ts';
import { countStore } from '../../store/counts.ts';
import { isoOfMicros } from '../../store/micros.ts';
import { readRecentRoots } from '../../store/read-recent-roots.ts';
import type { Api, HubContext } from '../context.ts';
import type { StackPages } from '../execution-links.ts';
import { keptAnswer } from '../kept-answer.ts';
import { queryOf } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Overview } from '../schemas/overview.ts';
import { Ref } from '../schemas/parts.ts';
import type { HealthOptions } from './health.ts';

const RECENT = 10;
const HEALTH_MINUTES = 60;

/** IA4: the whole system at a glance, and the state of each integration. */
export function overviewRoutes(app: Api, context: HubContext, options: HealthOptions): void {
  app.get(
    '/api/v1/observability/overview',
    {
      schema: {
        operationId: 'getOverview',
        summary:
          'The whole system at a glance: health, counts, what the hub can do, recent traces, other servers',
        tags: ['health'],
        querystring: queryOf({}),
        response: { 200: Ref(Overview), 400: ErrorAnswer, 503: ErrorAnswer },
      },
    },
    (request, reply) =>
      keptAnswer(context, request, reply, '', async (project) => {
        const { database, integrations } = context;
        const [{ health }, counts, roots, states] = await Promise.all([
          fleetHealth(context, project, HEALTH_MINUTES),
          countStore(database),
          readRecentRoots(database, project, RECENT),
          integrations.probes.states(),
        ]);
        return {
          status: {
            health: health.overall.status,
            score: health.overall.score,
            version: options.version,
            started_at: options.startedAt.toISOString(),
            uptime_seconds: (Date.now() - options.startedAt.getTime()) / 1000,
            integrations: togetherOf(states),
          },
          counts,
          capabilities: capabilitiesOf(context, options.prices),
          recent_traces: roots.map(({ id, started_at, ended_at, ...root }) => ({
            ...root,
            execution_id: id,
            started_at: isoOfMicros(started_at),
            duration_ms: ended_at === null ? null : (ended_at - started_at) / 1000,
          })),
          integrations: states.map((state) => integrationOf(state, context.pages)),
        };
      }),
  );
}

function togetherOf(states: readonly IntegrationState[]) {
  if (states.every(({ reachable }) => reachable === null)) return 'none_configured' as const;
  return states.some(({ reachable }) => reachable === false)
    ? ('some_unreachable' as const)
    : ('all_reachable' as const);
}

function integrationOf(state: IntegrationState, pages: StackPages) {
  const { name, url, reachable, version, latencyMs, checkedAtMs, error } = state;
  return {
    name,
    configured: url !== null,
    reachable,
    url,
    page: name === 'jaeger' || name === 'grafana' ? pages[name] : null,
    version,
    latency_ms: latencyMs,
    checked_at: checkedAtMs === null ? null : new Date(checkedAtMs).toISOString(),
    error,
  };
}
