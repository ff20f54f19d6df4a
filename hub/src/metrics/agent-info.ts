import { fleetMetrics } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import type { FoldOutcome } from '../fold/fold-traces.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { DAY_US, nowMicros } from '../store/micros.ts';
import type { RecentAgent } from '../store/read-recent-agents.ts';
import { gauge } from './instruments.ts';

/** Versions may be as many as there are builds; those of agents that ran longest ago go. */
const MAX_AGENTS = 5000;

/**
 * Which agents ran within the last day, where and in which version: read once of the store, then told by what each
 * fold changed, so that no scrape looks through the executions of a day.
 */
export function agentInfo(
  registry: Registry,
  readSince: (sinceUs: number, limit: number) => Promise<readonly RecentAgent[]>,
): (outcome: FoldOutcome) => void {
  const known = new Map<string, RecentAgent>();
  const add = (agent: RecentAgent) => {
    const key = keyOf(agent);
    const last = known.get(key);
    if (last !== undefined && last.started_at >= agent.started_at) return;
    // Those that ran last stand last.
    known.delete(key);
    known.set(key, agent);
    const oldest = known.keys().next();
    if (known.size > MAX_AGENTS && oldest.value !== undefined) known.delete(oldest.value);
  };
  /** What looked like a run of this agent was none, or was one of another. */
  const takeBack = (row: ExecutionRow) => {
    const key = keyOf(row);
    if (known.get(key)?.started_at === row.started_at) known.delete(key);
  };
  let isAsked = false;
  const readOnce = async () => {
    if (isAsked) return;
    isAsked = true;
    try {
      for (const agent of (await readSince(nowMicros() - DAY_US, MAX_AGENTS)).toReversed()) add(agent);
    } catch {
      // Without the database the next scrape tries again.
      isAsked = false;
    }
  };
  void readOnce();
  gauge(fleetMetrics.agentInfo, registry, (instrument) => {
    // Not waited for: a scrape has little time.
    void readOnce();
    instrument.reset();
    const sinceUs = nowMicros() - DAY_US;
    for (const { environment, service, name, version, started_at } of known.values()) {
      if (started_at <= sinceUs) continue;
      const labels = { service_name: service, agent: name, version: version ?? '' };
      instrument.set({ deployment_environment_name: environment ?? '', ...labels }, 1);
    }
  });
  return ({ changes, gone }) => {
    for (const row of gone) takeBack(row);
    for (const { before, after } of changes) {
      if (before !== null && keyOf(before) !== keyOf(after)) takeBack(before);
      if (after.kind === 'agent') add(after);
    }
  };
}

function keyOf({ environment, service, name, version }: Omit<RecentAgent, 'started_at'>): string {
  return [environment ?? '', service, name, version ?? ''].join('\n');
}
