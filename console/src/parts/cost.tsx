import { costLabel } from '../lib/cost-label.ts';
import { formatDollars } from '../lib/format-number.ts';
import { texts } from '../texts/common.ts';

/** A cost in US dollars; what has no price says so instead of $0. */
export function Cost({ usd, unpricedCalls }: { usd: number | null; unpricedCalls: number }) {
  const { text, state } = costLabel(usd, unpricedCalls);
  if (state === 'priced') return <span className="obs-figure">{text}</span>;
  if (state === 'none') {
    return (
      <span className="obs-figure is-absent" title={texts.cost.noneTitle}>
        {text}
      </span>
    );
  }
  return (
    <span className="obs-figure" title={texts.cost.unpricedTitle(unpricedCalls)}>
      {usd !== null && <>{formatDollars(usd)} </>}
      <span className="obs-unpriced">{usd === null ? 'unpriced' : '+ unpriced'}</span>
    </span>
  );
}
