import { knownCost } from '../cost/spending.ts';
import type { Figures } from '../figures/read-figures.ts';
import { ratio } from '../health/ratio.ts';
import type { AgentFigures } from '../participants/agent-figures.ts';
import { type Agent, endedOf } from '../participants/agents.ts';
import type { AgentParts } from '../participants/read-agent-parts.ts';
import type { Group, GroupAgent } from '../participants/read-groups.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { AgentSummary, SessionSummary, UserSummary } from './schemas/participants.ts';

/** Agents, users and sessions in the forms of the API. */

const PICO_PER_USD = 1e12;
const usd = (pico: number | null) => (pico === null ? null : pico / PICO_PER_USD);
const isoOf = (timestamp: string) => isoOfMicros(microsOfTimestamp(timestamp));

export const agentSorts = [
  'last_seen',
  'cost',
  'executions',
  'failed',
  'error_rate',
  'mean_duration',
  'p95_duration',
  'tokens',
] as const;
export type AgentSort = (typeof agentSorts)[number];

/** What agents are ordered by; what is not known comes last. */
export function rankOf({ figures, rows }: Agent, sort: AgentSort): number {
  const ended = endedOf(figures);
  const values: Readonly<Record<AgentSort, number | null>> = {
    last_seen: rows === null ? null : microsOfTimestamp(rows.lastSeen),
    cost: figures.costPico,
    executions: figures.started,
    failed: figures.failed,
    error_rate: ratio(figures.failed, ended),
    mean_duration: ratio(figures.durationMs, ended),
    p95_duration: rows?.p95Ms ?? null,
    tokens: figures.inputTokens + figures.outputTokens,
  };
  return values[sort] ?? -1;
}

export function agentOf({ figures, rows, health, before, healthBefore, course }: Agent): AgentSummary {
  const ended = endedOf(figures);
  const endedBefore = endedOf(before);
  const { score, status } = health;
  const change = healthBefore === null ? 0 : score - healthBefore.score;
  return {
    agent: figures.name,
    kind: figures.kind,
    services: [...figures.services].sort(),
    environments: [...figures.environments].sort(),
    versions: [...(rows?.versions ?? [])],
    executions: figures.started,
    running: rows?.running ?? 0,
    completed: figures.completed,
    failed: figures.failed,
    cancelled: figures.cancelled,
    error_rate: ratio(figures.failed, ended),
    mean_duration_ms: ratio(figures.durationMs, ended),
    p50_duration_ms: rows?.p50Ms ?? null,
    p95_duration_ms: rows?.p95Ms ?? null,
    ...usageOf(figures),
    sessions: rows?.sessions ?? 0,
    users: rows?.users ?? 0,
    last_seen: rows === null ? null : isoOf(rows.lastSeen),
    status,
    score,
    trend: change > 0 ? 'up' : change < 0 ? 'down' : 'steady',
    before: {
      executions: before.started,
      error_rate: ratio(before.failed, endedBefore),
      mean_duration_ms: ratio(before.durationMs, endedBefore),
      cost_usd: usd(before.costPico),
      score: healthBefore?.score ?? null,
    },
    course: [...course],
  };
}

function usageOf({
  inputTokens,
  outputTokens,
  costPico,
  unpriced,
}: Pick<AgentFigures, 'inputTokens' | 'outputTokens' | 'costPico' | 'unpriced'>) {
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cost_usd: usd(costPico),
    unpriced_calls: unpriced,
  };
}

const endedIn = ({ completed, failed, cancelled }: Figures) => completed + failed + cancelled;
const callsOf = (row: Figures) => ({
  calls: row.started,
  failed: row.failed,
  error_rate: ratio(row.failed, endedIn(row)),
  mean_duration_ms: ratio(row.durationMs, endedIn(row)),
});
const usageIn = (row: Figures | undefined) =>
  usageOf({
    inputTokens: row?.inputTokens ?? 0,
    outputTokens: row?.outputTokens ?? 0,
    costPico: row === undefined ? 0 : knownCost({ ...row, calls: row.started }),
    unpriced: row?.unpriced ?? 0,
  });

export function agentDetailOf(agent: Agent, parts: AgentParts) {
  const calls = new Map(parts.calls.map((row) => [row.bucketUs, row]));
  const executions = new Map(parts.executions.map((row) => [row.bucketUs, row]));
  const durations = new Map(parts.durations.map((row) => [row.bucketUs, row]));
  const times = [...new Set([...executions.keys(), ...calls.keys()])]
    .flatMap((time) => time ?? [])
    .sort((a, b) => a - b);
  return {
    agent: agentOf(agent),
    models: parts.models
      .map((row) => ({ provider: row.provider || null, model: row.name, ...callsOf(row), ...usageIn(row) }))
      .sort((a, b) => b.calls - a.calls),
    tools: parts.tools.map((row) => ({ tool: row.name, ...callsOf(row) })).sort((a, b) => b.calls - a.calls),
    error_types: parts.errors.map(({ type, count, lastSeen }) => ({
      type,
      count,
      last_seen: isoOf(lastSeen),
    })),
    bucket_seconds: parts.bucketS,
    series: times.map((time) => {
      const row = executions.get(time);
      return {
        time: isoOfMicros(time),
        executions: row?.started ?? 0,
        failed: row?.failed ?? 0,
        error_rate: row === undefined ? null : ratio(row.failed, endedIn(row)),
        mean_duration_ms: row === undefined ? null : ratio(row.durationMs, endedIn(row)),
        p50_duration_ms: durations.get(time)?.p50Ms ?? null,
        p95_duration_ms: durations.get(time)?.p95Ms ?? null,
        ...usageIn(calls.get(time)),
      };
    }),
  };
}

function groupOf(group: Group) {
  const { executions, running, completed, failed, cancelled } = group;
  return {
    executions,
    running,
    completed,
    failed,
    cancelled,
    error_rate: ratio(failed, completed + failed + cancelled),
    mean_duration_ms: group.meanMs,
    ...usageOf(group),
    llm_calls: group.llmCalls,
    agents: [...group.agents],
    agent_count: group.agentCount,
    started_at: isoOfMicros(group.startedUs),
    last_activity_at: isoOfMicros(group.lastActivityUs),
  };
}

export function userOf(group: Group): UserSummary {
  return { user_id: group.id, ...groupOf(group), sessions: group.sessionCount };
}

export function sessionOf(group: Group): SessionSummary {
  return {
    session_id: group.id,
    source: group.isConversation ? 'conversation' : 'session',
    ...groupOf(group),
    turns: group.turns,
    duration_ms: Math.max(0, group.lastActivityUs - group.startedUs) / 1000,
    users: [...group.users],
    user_count: group.userCount,
  };
}

export function groupAgentOf({ kind, name, executions, failed, costPico, unpriced }: GroupAgent) {
  return {
    agent: name,
    kind: kind === 'workflow' ? ('workflow' as const) : ('agent' as const),
    executions,
    failed,
    cost_usd: usd(costPico),
    unpriced_calls: unpriced,
  };
}
