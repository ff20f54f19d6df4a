/** A failed execution of the store. */
export interface Place {
  readonly id: string;
  readonly trace: string;
  readonly user: string;
  readonly session: string;
}

interface ReadRoute {
  readonly name: string;
  readonly path: (place: Place) => string;
  /** What it may take, at which quantile. */
  readonly mostMs: { readonly ms: number; readonly at: number };
}

const route = (ms: number, at: number) => (name: string, path: (place: Place) => string) => ({
  name,
  path,
  mostMs: { ms, at },
});
const probe = route(10, 0.99);
const read = route(50, 0.95);
const analysis = route(300, 0.95);

/** What the benchmark asks. */
export const readRoutes: readonly ReadRoute[] = [
  probe('/health', () => '/health'),
  read('executions, newest', () => '/api/v1/executions'),
  read('executions, failed', () => '/api/v1/executions?status=failed&roots=true'),
  read('executions of a user', ({ user }) => `/api/v1/executions?query=user:${user}`),
  read('executions of a session', ({ session }) => `/api/v1/executions?query=session:${session}`),
  read(
    'executions, a query',
    () => '/api/v1/executions?query=status:failed%20agent:agent-7%20duration:%3E5s&minutes=1440',
  ),
  read('one execution', ({ id }) => `/api/v1/executions/${id}`),
  read('traces', () => '/api/v1/observability/traces?limit=20'),
  read('one trace', ({ trace }) => `/api/v1/observability/traces/${trace}`),
  read('critical path', ({ id }) => `/api/v1/traces/${id}/critical-path`),
  read('flame', ({ id }) => `/api/v1/traces/${id}/flame`),
  read('events', () => '/api/v1/events?limit=50'),
  read('events of a trace', ({ trace }) => `/api/v1/events?trace_id=${trace}`),
  read('a session', ({ session }) => `/api/v1/sessions/${session}`),
  read('alerts', () => '/api/v1/alerts'),
  analysis('health', () => '/api/observability/health?timeRange=1440'),
  analysis('metrics', () => '/api/observability/metrics?timeRange=1440'),
  analysis('stats', () => '/api/v1/stats?minutes=1440'),
  analysis('cost by model', () => '/api/v1/cost?by=model'),
  analysis('cost by agent, hourly', () => '/api/v1/cost?by=agent&interval=1h'),
  analysis('cost by user', () => '/api/v1/cost?by=user'),
  analysis('advice', () => '/api/v1/analysis/advice'),
  analysis('failures', () => '/api/v1/analysis/failures'),
  analysis('stuck', () => '/api/v1/analysis/stuck'),
  analysis('bottlenecks', () => '/api/v1/analysis/bottlenecks'),
  analysis('anomalies', () => '/api/v1/analysis/anomalies'),
  analysis('forecasts of load', () => '/api/v1/analysis/forecasts?metric=load&horizon=24h'),
  analysis('analytics', () => '/api/v1/analytics'),
  analysis('service map', () => '/api/v1/service-map'),
  analysis('timeline', () => '/api/v1/timeline'),
  analysis('agents', () => '/api/v1/agents'),
  analysis('users', () => '/api/v1/users'),
  analysis('sessions', () => '/api/v1/sessions'),
  analysis('evaluations', () => '/api/v1/evaluations/summary'),
  analysis('groups', () => '/api/v1/compare/groups?a=agent:agent-1&b=agent:agent-2'),
];
