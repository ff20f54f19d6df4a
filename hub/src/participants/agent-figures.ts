import type { ExecutionKind } from '@observatory/shim/conventions';
import { knownCost } from '../cost/spending.ts';
import type { Figures } from '../figures/read-figures.ts';

/** What the executions of an agent or workflow add up to. Costs are picodollars, times milliseconds. */
export interface AgentFigures {
  readonly kind: ExecutionKind;
  readonly name: string;
  readonly services: ReadonlySet<string>;
  readonly environments: ReadonlySet<string>;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of what ended. */
  readonly durationMs: number;
  /** Of models. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null where there were calls and none has a price. */
  readonly costPico: number | null;
  readonly unpriced: number;
}

type Whose = Pick<Figures, 'agent' | 'workflow'>;

/** Who a row of figures is of: the agent that did it, else the workflow. null: neither, which no execution is. */
export function whoseOf({ agent, workflow }: Whose): Pick<AgentFigures, 'kind' | 'name'> | null {
  if (agent !== '') return { kind: 'agent', name: agent };
  return workflow === '' ? null : { kind: 'workflow', name: workflow };
}

export const agentKey = ({ kind, name }: Pick<AgentFigures, 'kind' | 'name'>) => `${kind} ${name}`;

/**
 * Figures by agent and workflow, from the rows of executions and those of calls of models. A call counts for the one
 * that made it, so that sums over all of them count each once.
 */
export function addByAgent(
  executions: readonly Figures[],
  calls: readonly Figures[],
): ReadonlyMap<string, AgentFigures> {
  const byAgent = new Map<string, AgentFigures>();
  for (const row of executions) {
    const whose = whoseOf(row);
    if (whose === null) continue;
    const known = byAgent.get(agentKey(whose)) ?? none(whose);
    byAgent.set(agentKey(whose), {
      ...known,
      services: known.services.union(new Set([row.service])),
      environments:
        row.environment === '' ? known.environments : known.environments.union(new Set([row.environment])),
      started: known.started + row.started,
      completed: known.completed + row.completed,
      failed: known.failed + row.failed,
      cancelled: known.cancelled + row.cancelled,
      durationMs: known.durationMs + row.durationMs,
    });
  }
  for (const row of calls) {
    const whose = whoseOf(row);
    if (whose === null) continue;
    const known = byAgent.get(agentKey(whose)) ?? none(whose);
    const sums = {
      calls: known.calls + row.started,
      inputTokens: known.inputTokens + row.inputTokens,
      outputTokens: known.outputTokens + row.outputTokens,
      unpriced: known.unpriced + row.unpriced,
    };
    const costPico = knownCost({ ...sums, costPico: (known.costPico ?? 0) + row.costPico });
    byAgent.set(agentKey(whose), { ...known, ...sums, costPico });
  }
  return byAgent;
}

export function none({ kind, name }: Pick<AgentFigures, 'kind' | 'name'>): AgentFigures {
  return {
    kind,
    name,
    services: new Set(),
    environments: new Set(),
    started: 0,
    completed: 0,
    failed: 0,
    cancelled: 0,
    durationMs: 0,
    calls: 0,
    inputTokens: 0,
    outputTokens: 0,
    costPico: 0,
    unpriced: 0,
  };
}
