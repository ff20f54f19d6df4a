import { formatDuration } from '../lib/format-duration.ts';
import { kindTotals } from '../lib/kind-totals.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { wordOf } from '../lib/word-of.ts';
import { texts } from '../texts/common.ts';

/** What the colours mean, and how much time each kind of step took. */
export function KindLegend({ root, nowMs }: { root: WaterfallNode; nowMs: number }) {
  const totals = kindTotals(root, nowMs);
  return (
    <ul className="obs-legend">
      {totals.map(({ kind, count, totalMs }) => (
        <li key={kind} className={`is-${kind}`}>
          <span className="obs-legend-dot" aria-hidden="true" />
          {texts.waterfall.legend(wordOf(texts.stepKind, kind), count, formatDuration(totalMs))}
        </li>
      ))}
    </ul>
  );
}
