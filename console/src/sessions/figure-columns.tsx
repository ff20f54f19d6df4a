import { formatCount, formatExactCount } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Ago } from '../parts/time.tsx';
import { sessionsTexts } from '../texts/sessions.ts';
import { Names } from './names.tsx';

const words = sessionsTexts.columns;

/** What sessions, users and their agents have of figures. */
interface Counted {
  readonly executions: number;
  readonly failed: number;
  readonly cost_usd: number | null;
  readonly unpriced_calls: number;
}

interface Active {
  readonly agents: readonly string[];
  readonly agent_count: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly last_activity_at: string;
}

const tokensOf = ({ input_tokens, output_tokens }: Active) => input_tokens + output_tokens;

export const executionsColumn: Column<Counted> = {
  key: 'executions',
  title: words.executions,
  isFigure: true,
  sortBy: ({ executions }) => executions,
  render: ({ executions }) => formatExactCount(executions),
};

export const failedColumn: Column<Counted> = {
  key: 'failed',
  title: words.failed,
  isFigure: true,
  sortBy: ({ failed }) => failed,
  render: ({ failed }) => (
    <span className={failed > 0 ? 'is-worse' : 'is-absent'}>{formatExactCount(failed)}</span>
  ),
};

export const costColumn: Column<Counted> = {
  key: 'cost',
  title: words.cost,
  isFigure: true,
  sortBy: ({ cost_usd }) => cost_usd,
  render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
};

export const agentsColumn: Column<Active> = {
  key: 'agents',
  title: words.agents,
  isWideOnly: true,
  render: ({ agents, agent_count }) => <Names page="agents" names={agents} count={agent_count} />,
};

export const tokensColumn: Column<Active> = {
  key: 'tokens',
  title: words.tokens,
  isFigure: true,
  isWideOnly: true,
  sortBy: tokensOf,
  render: (row) => formatCount(tokensOf(row)),
};

export const activeColumn: Column<Active> = {
  key: 'active',
  title: words.active,
  isFigure: true,
  isWideOnly: true,
  sortBy: ({ last_activity_at }) => last_activity_at,
  render: ({ last_activity_at }) => <Ago time={last_activity_at} />,
};
