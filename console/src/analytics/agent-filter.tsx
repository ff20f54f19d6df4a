import { agentsQuestion } from '../agents/agents-questions.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { analyticsTexts as words } from '../texts/analytics.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

interface AgentFilterProps {
  /** Null for all. */
  readonly agent: string | null;
  readonly range: RangeQuery;
  readonly onChoose: (agent: string | null) => void;
}

/** Chooses one agent of those that ran in a range, or all. */
export function AgentFilter({ agent, range, onChoose }: AgentFilterProps) {
  const answer = useHubQuery(agentsQuestion(range, null), { goodForMs: 60_000 });
  const names = new Set((answer.data ?? []).map((one) => one.agent));
  if (agent !== null) names.add(agent);
  return (
    <select
      className="obs-input obs-agent-choice"
      aria-label={words.agent}
      value={agent ?? ''}
      onChange={(event) => onChoose(event.target.value || null)}
    >
      <option value="">{words.allAgents}</option>
      {[...names].sort().map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
