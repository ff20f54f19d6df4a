import type { CostReport } from '../hub/types.ts';
import { formatChange } from '../lib/change-words.ts';
import { costLabel } from '../lib/cost-label.ts';
import { formatCount, formatDollars, formatShare } from '../lib/format-number.ts';
import { Tile } from '../parts/tile.tsx';
import { costTexts } from '../texts/cost.ts';

/** What a range cost in all, beside the stretch before. */
export function CostTiles({ report: { total, previous } }: { report: CostReport }) {
  const change = formatChange(total.cost_usd, previous.cost_usd);
  const tokens = total.input_tokens + total.output_tokens;
  const cached = total.input_tokens > 0 ? total.cache_read_tokens / total.input_tokens : 0;
  return (
    <section className="obs-tiles is-even" aria-label={costTexts.title}>
      <Tile
        title={costTexts.spent}
        value={costLabel(total.cost_usd, 0).text}
        note={
          change === null
            ? costTexts.nothingBefore
            : costTexts.before(change, formatDollars(previous.cost_usd ?? 0))
        }
      />
      <Tile
        title={costTexts.unpriced}
        value={formatCount(total.unpriced_calls)}
        {...(total.unpriced_calls > 0
          ? { warning: costTexts.unpricedSome }
          : { note: costTexts.unpricedNote })}
      />
      <Tile
        title={costTexts.tokens}
        value={formatCount(tokens)}
        aside={costTexts.tokensNote(formatCount(total.input_tokens), formatCount(total.output_tokens))}
        note={costTexts.cached(formatShare(cached))}
      />
      <Tile
        title={costTexts.calls}
        value={formatCount(total.calls)}
        aside={
          total.cost_per_execution_usd === null
            ? ''
            : `${formatDollars(total.cost_per_execution_usd)} ${costTexts.perExecution.toLowerCase()}`
        }
      />
    </section>
  );
}
