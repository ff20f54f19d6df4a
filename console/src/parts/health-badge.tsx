import type { AgentSummary } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { agentsTexts } from '../texts/agents.ts';

/** A state of health as word, figure and colour. */
export function HealthBadge({ status, score }: Pick<AgentSummary, 'status' | 'score'>) {
  return (
    <span className={`obs-health is-${status}`} title={agentsTexts.score(score)}>
      <i className="obs-chip-dot" aria-hidden="true" />
      {wordOf(agentsTexts.status, status)} <span className="obs-health-score">{score}</span>
    </span>
  );
}
