import type { CriticalPath } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { executionTexts } from '../texts/execution.ts';
import { kindWord } from './execution-words.ts';

const words = executionTexts.path;
const SHOWN = 6;
/** A longer rest than this is worth a word. */
const LEAST_OUTLASTED_MS = 1;

/** What the time of an execution really consists of: its critical path by kind and by step. */
export function TimePanel({ path }: { path: CriticalPath }) {
  const kinds = sharesByKind(path);
  const shown = path.by_step.slice(0, SHOWN);
  const more = path.by_step.length - shown.length;
  return (
    <Panel title={words.title} note={<span title={words.explain}>{words.note}</span>}>
      <div className="obs-kind-bar" aria-hidden="true">
        {kinds.map(({ kind, share }) => (
          <span key={kind} className={`is-${kind}`} style={{ width: `${share * 100}%` }} />
        ))}
      </div>
      <ul className="obs-legend obs-kind-bar-legend" aria-label={words.kinds}>
        {kinds.map(({ kind, share }) => (
          <li key={kind} className={`is-${kind}`}>
            <span className="obs-legend-dot" aria-hidden="true" />
            {kindWord(kind)} {formatShare(share)}
          </li>
        ))}
      </ul>
      <ol className="obs-ranked" aria-label={words.steps}>
        {shown.map((step) => (
          <li key={JSON.stringify([step.name, step.service, step.kind])} className={`is-${step.kind}`}>
            <KindIcon kind={step.kind === 'span' ? 'step' : step.kind} />
            <span className="obs-ranked-name">
              <span className="obs-foreign" title={step.name}>
                {step.name}
              </span>
              {step.spans > 1 && <span className="obs-ranked-times">{words.times(step.spans)}</span>}
            </span>
            <span>{formatDuration(step.self_ms)}</span>
            <span className="obs-ranked-share">{formatShare(step.share)}</span>
            <span className="obs-ranked-bar" style={{ width: `${step.share * 100}%` }} aria-hidden="true" />
          </li>
        ))}
      </ol>
      {more > 0 && <p className="obs-ranked-more">{words.more(more)}</p>}
      {path.outlasted_ms > LEAST_OUTLASTED_MS && (
        <p className="obs-ranked-more">{words.outlasted(formatDuration(path.outlasted_ms))}</p>
      )}
    </Panel>
  );
}

function sharesByKind({ by_step }: CriticalPath) {
  const shares = new Map<CriticalPath['by_step'][number]['kind'], number>();
  for (const { kind, share } of by_step) shares.set(kind, (shares.get(kind) ?? 0) + share);
  return [...shares].map(([kind, share]) => ({ kind, share })).sort((one, other) => other.share - one.share);
}
