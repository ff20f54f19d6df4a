import type { AgentSummary } from '../hub/types.ts';
import { formatChange } from '../lib/change-words.ts';
import { costLabel } from '../lib/cost-label.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatDollars, formatShare } from '../lib/format-number.ts';
import { wordOf } from '../lib/word-of.ts';
import { Tile } from '../parts/tile.tsx';
import { agentsTexts } from '../texts/agents.ts';
import { texts } from '../texts/common.ts';

const words = agentsTexts.one;

/** How a figure changed; nothing is said where there is nothing to compare it with. */
const against = (now: number | null, before: number | null) => {
  const change = formatChange(now, before);
  return change === null ? {} : { note: words.before(change) };
};

const shareOf = (errorRate: number | null) => (errorRate === null ? null : 1 - errorRate);

/** What a range says of an agent in five figures, beside the stretch before. */
export function AgentTiles({ agent }: { readonly agent: AgentSummary }) {
  const { before, error_rate, executions, cost_usd, unpriced_calls } = agent;
  return (
    <section className="obs-tiles is-even" aria-label={agent.agent}>
      <Tile
        title={words.health}
        value={String(agent.score)}
        aside={wordOf(agentsTexts.status, agent.status)}
        {...(before.score === null ? {} : { note: words.healthNote(before.score) })}
        tone={agent.status === 'critical' ? 'failed' : undefined}
      />
      <Tile
        title={words.runs}
        value={formatCount(executions)}
        aside={agent.running > 0 ? agentsTexts.running(agent.running) : ''}
        {...against(executions, before.executions)}
      />
      <Tile
        title={words.success}
        value={error_rate === null ? texts.none : formatShare(1 - error_rate)}
        aside={words.failed(agent.failed)}
        {...against(shareOf(error_rate), shareOf(before.error_rate))}
      />
      <Tile
        title={words.duration}
        value={agent.p50_duration_ms === null ? texts.none : formatDuration(agent.p50_duration_ms)}
        aside={agent.p95_duration_ms === null ? '' : words.p95(formatDuration(agent.p95_duration_ms))}
        {...against(agent.mean_duration_ms, before.mean_duration_ms)}
      />
      <Tile
        title={words.cost}
        value={costLabel(cost_usd, 0).text}
        aside={
          cost_usd === null || executions === 0 ? '' : words.perRun(formatDollars(cost_usd / executions))
        }
        {...against(cost_usd, before.cost_usd)}
        warning={unpriced_calls > 0 ? words.unpriced(unpriced_calls) : undefined}
      />
    </section>
  );
}
