import type { AgentSummary } from '../hub/types.ts';
import { formatCount } from '../lib/format-number.ts';
import { Fact } from '../parts/fact.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { agentsTexts } from '../texts/agents.ts';

const words = agentsTexts.one;

/** Where an agent runs, in which versions and for how many, and where to go on. */
export function AgentFacts({ agent }: { readonly agent: AgentSummary }) {
  const names = [
    [words.facts.services, agent.services],
    [words.facts.environments, agent.environments],
    [words.facts.versions, agent.versions],
  ] as const;
  return (
    <div className="obs-agent-facts">
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
      <Link href={`${pagePath('executions')}?${new URLSearchParams({ name: agent.agent, nested: '1' })}`}>
        {words.executions}
      </Link>
    </div>
  );
}
