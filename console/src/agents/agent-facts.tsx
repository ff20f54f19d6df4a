import type { AgentSummary } from '../hub/types.ts';
import { formatCount } from '../lib/format-number.ts';
import { Fact } from '../parts/fact.tsx';
import { agentsTexts } from '../texts/agents.ts';

const words = agentsTexts.one;

/** Where an agent runs, in which versions and for how many. */
export function AgentFacts({ agent }: { readonly agent: AgentSummary }) {
  const names = [
    [words.facts.services, agent.services],
    [words.facts.environments, agent.environments],
    [words.facts.versions, agent.versions],
  ] as const;
  return (
    <dl className="obs-facts">
      {names.map(
        ([title, values]) =>
          values.length > 0 && (
            <Fact key={title} title={title}>
              <span className="obs-foreign">{values.join(', ')}</span>
            </Fact>
          ),
      )}
      <Fact title={words.facts.users}>{formatCount(agent.users)}</Fact>
      <Fact title={words.facts.sessions}>{formatCount(agent.sessions)}</Fact>
    </dl>
  );
}
