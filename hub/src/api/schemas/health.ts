import { executionKinds } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { healthStatuses } from '../../health/score.ts';
import { Count, Nullable, oneOf, Text, Time } from './parts.ts';

/**
 * VX4, VX7 and VX8 (camelCase, milliseconds) with IA5 and IA6 (snake_case, seconds): each document's own keys.
 * Rates are ratios, and null where nothing ended.
 */

const Minutes = Type.Integer({ description: 'Minutes that the figures are of.' });
const Rate = (description: string) => Nullable(Type.Number({ description }));
const Milliseconds = (description: string) => Nullable(Type.Number({ description }));

const executions = {
  total: Count('Executions that ended.'),
  completed: Count('Of these, how many ended well.'),
  failed: Count('Of these, how many failed.'),
  cancelled: Count('Of these, how many were cancelled.'),
  running: Count('Executions that run now.'),
  successRate: Rate('Completed ÷ ended.'),
};
const errors = { total: Count('Executions that failed.'), rate: Rate('Failed ÷ ended.') };

const Overall = Type.Object({
  status: oneOf(healthStatuses, 'healthy from 80, degraded from 60, critical below.'),
  score: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'The parts together; 100 where nothing ended.',
  }),
  parts: Type.Object({
    success: Type.Number({ description: 'Up to 40 points: the success rate.' }),
    errors: Type.Number({ description: 'Up to 30 points: none at twice the threshold of the error rate.' }),
    duration: Type.Number({ description: 'Up to 30 points: none at twice the threshold of the average.' }),
  }),
  composition: Type.Array(
    Type.Object({
      part: oneOf(['success', 'errors', 'duration']),
      points: Type.Number({ description: 'As in `parts`.' }),
      of: Type.Number({ description: 'Points that it has at most.' }),
      value: Nullable(Type.Number({ description: 'What it is made of: a ratio, or milliseconds.' })),
      threshold: Nullable(Type.Number({ description: 'The setting that moves it; null for none.' })),
      meaning: Text('How the points come from it.'),
    }),
    { description: 'What each part is made of.' },
  ),
  trend: Type.Object({
    direction: oneOf(['up', 'down', 'steady']),
    previousScore: Nullable(
      Type.Integer({
        description: 'Score of the stretch of the same length before; null where none ended in it.',
      }),
    ),
  }),
  thresholds: Type.Object({
    errorRate: Type.Number({ description: 'ERROR_RATE_THRESHOLD.' }),
    responseTimeMs: Type.Number({ description: 'RESPONSE_TIME_THRESHOLD.' }),
  }),
});

export const FleetHealth = Type.Object(
  {
    health: Type.Object({
      timeRange: Minutes,
      overall: Overall,
      executions: Type.Object(
        { ...executions, averageDuration: Milliseconds('Milliseconds.') },
        { description: 'Of the last `timeRange` minutes.' },
      ),
      errors: Type.Object(errors, { description: 'Of the last `timeRange` minutes.' }),
      total_agents: Count('Agents, of all executions that are kept.'),
      active_agents: Count('Agents that run now.'),
      total_workflows: Count('Workflows, of all executions that are kept.'),
      active_workflows: Count('Workflows that run now.'),
      total_executions: Count('Executions that are kept.'),
      running_executions: Count('Executions that run now.'),
      completed_executions: Count('Executions that are kept and ended well.'),
      failed_executions: Count('Executions that are kept and failed.'),
      cancelled_executions: Count('Executions that are kept and were cancelled.'),
      success_rate: Rate('Completed ÷ ended, of all that are kept.'),
      average_execution_time: Nullable(
        Type.Number({ description: 'Seconds, of all that are kept and ended.' }),
      ),
      recent_failures_24h: Count('Executions that failed in the last 24 hours.'),
    }),
    realtime: Type.Object({
      running_executions: Count('Executions that run now.'),
      recent_executions: Count('Executions that began in the last 5 minutes.'),
      active_steps: Count('Steps that run now.'),
      failed_last_hour: Count('Executions that failed in the last hour.'),
      system_load: Type.Number({
        description: "Load average of the hub's machine over a minute ÷ its cores; 0 on Windows.",
      }),
    }),
    system: Type.Object(
      {
        version: Text('Of the hub.'),
        startedAt: Time('Start of the hub.'),
        uptimeSeconds: Type.Number(),
        memoryBytes: Count('Resident memory of the hub.'),
        store: oneOf(['embedded', 'server']),
        waitingBytes: Count('Rough bytes that wait for the database.'),
        foldQueue: Count('Entries that wait to be folded into executions.'),
        streams: Count('Live streams open.'),
      },
      { description: 'The hub itself.' },
    ),
  },
  { $id: 'FleetHealth' },
);

export const PerformanceMetrics = Type.Object(
  {
    timeRange: Minutes,
    since: Time('Begin of the stretch.'),
    until: Time('Its end.'),
    executions: Type.Object(executions),
    duration: Type.Object(
      {
        average: Milliseconds('Milliseconds.'),
        p50: Milliseconds('Milliseconds.'),
        p95: Milliseconds('Milliseconds.'),
        p99: Milliseconds('Milliseconds.'),
        max: Milliseconds('Milliseconds.'),
      },
      { description: 'Of the executions that ended.' },
    ),
    errors: Type.Object({
      ...errors,
      types: Type.Array(Type.Object({ type: Text('Type of the error.'), count: Count('Executions.') }), {
        description: 'The most frequent first, at most 100.',
      }),
    }),
    usage: Type.Object(
      {
        llmCalls: Count('Inferences.'),
        toolCalls: Count('Tool calls.'),
        inputTokens: Count('Cached ones included.'),
        outputTokens: Count('Reasoning included.'),
        costUsd: Nullable(
          Type.Number({ description: 'US dollars of what is priced; null where nothing of it is.' }),
        ),
        unpricedCalls: Count('Inferences whose model has no price.'),
      },
      { description: 'Of the runs that ended, executions within them included.' },
    ),
    agents: Type.Array(
      Type.Object({
        kind: oneOf(executionKinds),
        name: Text('Name of the agent or workflow.'),
        total: Count('Executions that ended.'),
        failed: Count('Of these, how many failed.'),
        successRate: Rate('Completed ÷ ended.'),
        averageDuration: Milliseconds('Milliseconds.'),
        p95Duration: Milliseconds('Milliseconds.'),
      }),
      { description: 'Those with the most executions first, at most 100.' },
    ),
    previous: Type.Object(
      {
        executions: Count('Executions that ended.'),
        successRate: Rate('Completed ÷ ended.'),
        errorRate: Rate('Failed ÷ ended.'),
        averageDuration: Milliseconds('Milliseconds.'),
      },
      { description: 'The stretch of the same length before.' },
    ),
  },
  { $id: 'PerformanceMetrics' },
);

export type FleetHealth = Static<typeof FleetHealth>;
export type PerformanceMetrics = Static<typeof PerformanceMetrics>;
