import { formatCount, formatShare } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';
import type { StepCost } from './dearest-steps.ts';

const words = executionTexts.dearest;
const SHOWN = 6;

interface CostPanelProps {
  readonly steps: readonly StepCost[];
  readonly onSelect: (stepId: string) => void;
}

/** What of an execution cost most. */
export function CostPanel({ steps, onSelect }: CostPanelProps) {
  const total = steps.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  const more = steps.length - SHOWN;
  return (
    <Panel
      title={words.title}
      note={words.note}
      actions={<Link href={`${pagePath('cost')}?by=model`}>{words.all}</Link>}
    >
      <ol className="obs-ranked" aria-label={words.title}>
        {steps.slice(0, SHOWN).map(({ name, kind, stepId, calls, tokens, costUsd, unpricedCalls }) => {
          const share = total > 0 ? (costUsd ?? 0) / total : 0;
          return (
            <li key={stepId} className={`is-${kind}`}>
              <KindIcon kind={kind} />
              <button type="button" className="obs-ranked-name" onClick={() => onSelect(stepId)}>
                <span className="obs-foreign" title={name}>
                  {name}
                </span>
                <span className="obs-ranked-times">
                  {calls > 1 && `${words.calls(calls)}, `}
                  {texts.waterfall.tokens(formatCount(tokens))}
                </span>
              </button>
              <Cost usd={costUsd} unpricedCalls={unpricedCalls} />
              <span className="obs-ranked-share">{costUsd === null ? '' : formatShare(share)}</span>
              <span className="obs-ranked-bar" style={{ width: `${share * 100}%` }} aria-hidden="true" />
            </li>
          );
        })}
      </ol>
      {more > 0 && <p className="obs-ranked-more">{words.more(more)}</p>}
    </Panel>
  );
}
