import Type, { type Static } from 'typebox';
import { anomalyKinds, anomalySeverities } from '../../anomalies/find-anomalies.ts';
import { forecastHorizons } from '../../forecasts/fleet-forecasts.ts';
import { healthStatuses } from '../../health/score.ts';
import { ComputedAt } from '../kept-answer.ts';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

const Figure = (description: string) => Type.Number({ description });
const Ratio = (description: string) =>
  Nullable(Type.Number({ minimum: 0, maximum: 1, description: `${description}; null where there is none.` }));

export const forecastMetrics = ['load', 'failures', 'cost', 'tokens', 'disk'] as const;

export const Anomaly = Type.Object(
  {
    metric: Text('What was out of the usual: a name of docs/hub-predictions.md.'),
    meaning: Text('What the metric is.'),
    unit: Text('Of `observed`, `expected`, `low` and `high`.'),
    subject: Type.Object(
      {
        agent: Nullable(Type.String()),
        provider: Nullable(Type.String()),
        model: Nullable(Type.String()),
      },
      { description: 'An agent, a model, or a model as an agent calls it; all null: the whole fleet.' },
    ),
    kind: oneOf(
      anomalyKinds,
      'spike, drop: of counts; rise: of durations, tokens, cost; error_spike: of shares of failures.',
    ),
    start: Time('Begin of the first hour that was out of the usual.'),
    end: Nullable(Time('End of the last one; null while it lasts.')),
    ended: Nullable(
      oneOf(
        ['returned', 'learned'],
        'Back to the usual, or its level became the usual one; null while it lasts.',
      ),
    ),
    observed: Figure('In the hour, or on average of the hours judged together, that was farthest out.'),
    expected: Figure('What was usual then.'),
    low: Nullable(Figure('Lower edge of the band then; null where nothing can be below.')),
    high: Nullable(Figure('Upper edge of the band then.')),
    score: Figure('Deviations from what was expected ÷ deviations of the edge of the band: 1 is the edge.'),
    severity: oneOf(anomalySeverities, 'warning from a score of 1.5, critical from 3.'),
    samples: Count('Hours that what was expected was learned from.'),
    method: oneOf(
      ['hour_of_week', 'hour_of_day', 'recent_hours'],
      'What those hours were; the first needs two weeks of history.',
    ),
  },
  { $id: 'Anomaly' },
);

export const AnomalyReport = Type.Object(
  {
    enabled: Type.Boolean({ description: 'ENABLE_ANOMALY_DETECTION.' }),
    reason: Nullable(Text('Why nothing was looked for; null where it was.')),
    since: Time('Begin of the stretch.'),
    until: Time('End of the newest hour that was judged.'),
    resolution_seconds: Type.Integer({ description: 'Hours are judged; the newest one ends at `until`.' }),
    judged: Count('Agents and models that were judged.'),
    left_out: Count(
      'Agents and models beyond the most that are judged: those with the fewest runs or calls.',
    ),
    total: Count('Anomalies found.'),
    anomalies: Type.Array(Ref(Anomaly), { description: 'The farthest out first, at most 200.' }),
    ...ComputedAt.properties,
  },
  { $id: 'AnomalyReport' },
);

const DiskLimit = Type.Object({
  limit: oneOf(['OBSERVATORY_MAX_DATABASE_BYTES', 'disk'], 'A setting, or what is free on the disk now.'),
  bytes: Figure('Size of the database at which it is reached.'),
  reached_at: Nullable(
    Time(
      'Where the database goes on to grow as foretold; null where it does not grow, or not within ten years.',
    ),
  ),
  earliest_at: Nullable(Time('The same where it grows as fast as the interval allows.')),
});

export const ForecastAnswer = Type.Object(
  {
    metric: oneOf(
      forecastMetrics,
      'load: executions that begin; failures: those of them that fail; cost: US dollars of what is priced; tokens: input and output; disk: size of the database.',
    ),
    horizon: oneOf(forecastHorizons),
    agent: Nullable(Text('The agent that it is of; null for all.')),
    unit: oneOf(['executions', 'US dollars', 'tokens', 'bytes']),
    from: Time('Begin of the horizon.'),
    to: Time('Its end.'),
    predicted: Nullable(
      Figure(
        'Sum over the horizon; of disk the size at its end. Null where there is too little to learn from.',
      ),
    ),
    low: Nullable(Figure('The truth lies from `low` to `high` in nine of ten cases.')),
    high: Nullable(Type.Number()),
    samples: Count('Steps (hours or days) that it was learned from.'),
    method: Nullable(oneOf(['seasonal', 'trend', 'mean'])),
    reason: Nullable(Text('Why there is no forecast; null where there is one.')),
    steps: Type.Array(Type.Number(), {
      description: 'The sum, step by step; of disk how much it grows in each.',
    }),
    step_half_widths: Type.Array(Type.Number(), {
      description: 'Of each step half of its own interval, in which the truth lies in nine of ten cases.',
    }),
    past: Type.Array(Nullable(Type.Number()), {
      description:
        'The days up to `from`, the newest last, 28 at most; null where nothing is known of one. Of the hour from now on, and of disk, none.',
    }),
    step_seconds: Type.Integer({ description: 'Length of a step.' }),
    current: Nullable(Figure('Of disk: bytes now; else null.')),
    limits: Type.Array(DiskLimit, { description: 'Of disk: what the database may grow to; else empty.' }),
    ...ComputedAt.properties,
  },
  { $id: 'Forecast' },
);

const errorRate = Ratio('Failed events ÷ all events');

export const AnalyticsReport = Type.Object(
  {
    since: Time('Begin of the stretch.'),
    until: Time('Its end.'),
    agent: Nullable(Text('The agent that it is of; null for all.')),
    total_events: Count('Executions, calls of models and calls of tools that began in the stretch.'),
    error_events: Count('Those of them that failed.'),
    error_rate: errorRate,
    executions: Count('Executions that began in the stretch.'),
    execution_failure_rate: Ratio('Of these, failed ÷ ended'),
    active_agents: Count('Agents of which an execution began in the stretch.'),
    active_sessions: Count('Sessions of the executions that `response_times` is of.'),
    average_response_ms: Nullable(
      Figure('Mean duration of the executions that began in the stretch and ended.'),
    ),
    alerts_firing: Count('Alerts that fire now; with `agent` those with that label.'),
    bucket_seconds: Type.Integer({ description: 'Of `event_volume`: an hour, or a day above two weeks.' }),
    event_volume: Type.Array(
      Type.Object({
        time: Time('Begin of the bucket (UTC).'),
        events: Count('Events that began in it.'),
        errors: Count('Those of them that failed.'),
        error_rate: errorRate,
      }),
    ),
    response_times: Type.Object(
      {
        executions: Count('The newest executions of the stretch, at most 100,000.'),
        since: Nullable(Time('Begin of the oldest of these; null where there is none.')),
        p50_ms: Nullable(Figure('Half of those that ended took no longer.')),
        p95_ms: Nullable(Type.Number()),
        p99_ms: Nullable(Type.Number()),
        bucket_seconds: Type.Integer({
          description: 'Of `over_time`: a minute up to half an hour, then more.',
        }),
        over_time: Type.Array(
          Type.Object({
            time: Time('Begin of the bucket (UTC).'),
            executions: Count('Executions that began in it and ended.'),
            p50_ms: Nullable(Figure('Half of these took no longer; null where there is none.')),
            p95_ms: Nullable(Type.Number()),
            p99_ms: Nullable(Type.Number()),
          }),
          { description: 'Each bucket of the stretch, at most about 150.' },
        ),
        distribution: Type.Array(
          Type.Object({
            from_ms: Figure('Took so long …'),
            to_ms: Nullable(Figure('… or longer, but less than this; null: no end.')),
            executions: Count('Executions that ended.'),
          }),
        ),
      },
      { description: 'Of single executions.' },
    ),
    agents: Type.Array(
      Type.Object({
        agent: Type.String(),
        events: Count('Its executions, calls of models and calls of tools.'),
        errors: Count('Those of them that failed.'),
        error_rate: errorRate,
        executions: Count('Its executions.'),
        average_response_ms: Nullable(Figure('Mean duration of its executions that ended.')),
        sessions: Count('Its sessions, of the executions that `response_times` is of.'),
        status: oneOf(healthStatuses, 'By the score.'),
        score: Type.Integer({
          minimum: 0,
          maximum: 100,
          description:
            'As of the health of the fleet: from success (completed ÷ ended), failures and duration.',
        }),
      }),
      { description: 'Those with the most events first, at most 100.' },
    ),
    ...ComputedAt.properties,
  },
  { $id: 'Analytics' },
);

export const predictionSchemas = [Anomaly, AnomalyReport, ForecastAnswer, AnalyticsReport];

export type Anomaly = Static<typeof Anomaly>;
export type AnomalyReport = Static<typeof AnomalyReport>;
export type ForecastAnswer = Static<typeof ForecastAnswer>;
export type AnalyticsReport = Static<typeof AnalyticsReport>;
