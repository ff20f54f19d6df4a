import Type from 'typebox';
import { healthStatuses } from '../../health/score.ts';
import { integrationNames } from '../../integrations/integration-names.ts';
import { ComputedAt } from '../kept-answer.ts';
import { Nullable, oneOf, Text, Time } from './parts.ts';
import { storeCounts } from './status.ts';

const Capability = Type.Object({
  name: Text('As otlp_grpc.'),
  available: Type.Boolean(),
  detail: Text('Where it is, or the setting that would bring it.'),
});

const Integration = Type.Object({
  name: oneOf(integrationNames),
  configured: Type.Boolean({ description: 'Whether a setting says where it is.' }),
  reachable: Nullable(Type.Boolean({ description: 'Whether it answered; null where it is not configured.' })),
  url: Nullable(Text('Where the hub asks it.')),
  page: Nullable(Text('Where people reach it; of Jaeger and Grafana alone.')),
  version: Nullable(Text('As it says itself; null where it does not.')),
  latency_ms: Nullable(Type.Number({ description: 'How long its answer, or its silence, took.' })),
  checked_at: Nullable(Time('When it was asked; an answer is kept for ten seconds.')),
  error: Nullable(Text('Why it is not reachable.')),
});

const RecentTrace = Type.Object({
  trace_id: Text('32 hex digits.'),
  execution_id: Text('48 hex digits.'),
  name: Text('Of the agent or workflow.'),
  kind: Type.String(),
  service: Type.String(),
  status: Type.String(),
  started_at: Time('When it began.'),
  duration_ms: Nullable(Type.Number({ description: 'Milliseconds; null while it runs.' })),
});

export const Overview = Type.Object(
  {
    status: Type.Object({
      health: oneOf(
        healthStatuses,
        'Of the executions that ended in the last hour; GET /api/observability/health has the parts.',
      ),
      score: Type.Integer({ minimum: 0, maximum: 100 }),
      version: Text('Of the hub.'),
      started_at: Time('Start of the hub.'),
      uptime_seconds: Type.Number(),
      integrations: oneOf(
        ['all_reachable', 'some_unreachable', 'none_configured'],
        'Of the integrations that are configured.',
      ),
    }),
    counts: Type.Object(storeCounts),
    capabilities: Type.Array(Capability, {
      description: 'What this hub can do, and what it cannot and why.',
    }),
    recent_traces: Type.Array(RecentTrace, { description: 'The newest ten executions that no other began.' }),
    integrations: Type.Array(Integration),
    ...ComputedAt.properties,
  },
  { $id: 'Overview' },
);

export const overviewSchemas = [Overview];
