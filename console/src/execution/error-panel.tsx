import { ABANDONED } from '@observatory/shim/conventions';
import type { Execution } from '../hub/types.ts';
import type { Cause } from '../lib/find-cause.ts';
import { briefText } from '../lib/visible-text.ts';
import { FoldedText } from '../parts/folded-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { ValueView } from '../parts/value-view.tsx';
import { texts } from '../texts/common.ts';

const words = texts.error;

interface ErrorPanelProps {
  readonly execution: Execution;
  readonly cause: Cause;
  readonly onShowStep: (stepId: string) => void;
  readonly onShowSpans: () => void;
}

/** Failed spans that are named; the list of spans has them all. */
const NAMED_SPANS = 3;

/** Why an execution failed: the error, where in it, and the stack. */
export function ErrorPanel({ execution, cause, onShowStep, onShowSpans }: ErrorPanelProps) {
  const { error, path, stack, spans } = cause;
  const failing = path.at(-1);
  const outer = execution.error;
  return (
    <section className="obs-error-panel" aria-label={words.title}>
      <div className="obs-error-head">
        <Icon name="failed" />
        <h2 className="obs-foreign">{briefText(error.type)}</h2>
      </div>
      <div className="obs-error-message obs-foreign">
        <FoldedText text={error.message} label={words.message} />
      </div>
      {error.type === ABANDONED && <p className="obs-error-hint">{words.abandoned}</p>}
      {spans.length > 0 ? (
        <p className="obs-error-where">
          {words.inSpans}{' '}
          <span className="obs-foreign">
            {spans
              .slice(0, NAMED_SPANS)
              .map((span) => briefText(span.name))
              .join(', ')}
          </span>
          {spans.length > NAMED_SPANS && ` ${words.moreSpans(spans.length - NAMED_SPANS)}`}
        </p>
      ) : (
        <p className="obs-error-where">
          {words.in}{' '}
          {path.length === 0
            ? words.itself
            : path.map((node) => (
                <span key={node.id} className="obs-error-step">
                  <KindIcon kind={node.kind} />
                  <span className="obs-foreign">{node.name}</span>
                  {node.step?.attempt && node.step.attempt > 1
                    ? ` (${texts.waterfall.attempt(node.step.attempt)})`
                    : null}
                </span>
              ))}
        </p>
      )}
      {outer && failing && (outer.type !== error.type || outer.message !== error.message) && (
        <p className="obs-error-outer">
          <span className="obs-foreign">{execution.name}</span>:{' '}
          <span className="obs-foreign">{briefText(outer.type)}</span>
          {outer.message && (
            <>
              {' – '}
              <span className="obs-foreign">{briefText(outer.message)}</span>
            </>
          )}
        </p>
      )}
      {failing && (
        <button type="button" className="obs-button obs-error-button" onClick={() => onShowStep(failing.id)}>
          {words.showStep}
        </button>
      )}
      {spans.length > 0 && (
        <button type="button" className="obs-button obs-error-button" onClick={onShowSpans}>
          {words.showSpans}
        </button>
      )}
      {stack && (
        <details className="obs-stack">
          <summary>{words.stack}</summary>
          <ValueView value={stack} label={words.stack.toLowerCase()} />
        </details>
      )}
    </section>
  );
}
