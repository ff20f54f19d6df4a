import { type ReactNode, useEffect, useRef } from 'react';
import { useNarrow } from '../hooks/use-media.ts';
import type { ExecutionDetail } from '../hub/types.ts';
import { exceptionOf } from '../lib/find-cause.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatExactCount, formatShare } from '../lib/format-number.ts';
import { toMs } from '../lib/format-time.ts';
import { briefText } from '../lib/visible-text.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { AttributeList } from '../parts/attribute-list.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Cost } from '../parts/cost.tsx';
import { Duration } from '../parts/duration.tsx';
import { Fact } from '../parts/fact.tsx';
import { FoldedText } from '../parts/folded-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Absolute } from '../parts/time.tsx';
import { ValueView } from '../parts/value-view.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';
import { saidIn } from './conversation.ts';
import { ExchangeView, ToolView } from './exchange-view.tsx';
import type { RowPath } from './path-marks.ts';

const words = texts.step;

interface StepPanelProps {
  readonly node: WaterfallNode;
  readonly detail: ExecutionDetail;
  /** What of it is on the critical path. */
  readonly path: RowPath | null;
  readonly onClose: () => void;
  readonly onShowLogs: (stepId: string) => void;
}

/** Everything about one step: beside the waterfall, on a phone as a sheet over it. */
export function StepPanel(props: StepPanelProps) {
  const narrow = useNarrow();
  return narrow ? (
    <Sheet title={props.node.name} onClose={props.onClose}>
      <StepBody {...props} />
    </Sheet>
  ) : (
    <aside className="obs-panel" aria-label={words.title}>
      <StepBody {...props} />
    </aside>
  );
}

function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className="obs-sheet"
      aria-label={title}
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}

function StepBody({ node, detail, path, onClose, onShowLogs }: StepPanelProps) {
  const { step } = node;
  const span = detail.spans.find((candidate) => candidate.span_id === node.id);
  const exception = exceptionOf(span);
  const error = step?.error ?? node.execution?.error ?? null;
  const logs = detail.logs.filter((line) => line.span_id === node.id).length;
  const startedAt = step?.started_at ?? node.execution?.started_at;
  const offsetMs = node.startMs - toMs(detail.execution.started_at);
  // Of a trace too large for one answer: a step known by the line of its span alone.
  const isLineOnly = startedAt === undefined;
  const said = saidIn(node, span);
  const isNested = node.executionId !== null && node.executionId !== detail.execution.id;
  return (
    <>
      <header className="obs-panel-head">
        <KindIcon kind={node.kind} />
        <h2 className="obs-foreign">{node.name}</h2>
        <button type="button" className="obs-icon-button" aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="obs-panel-body">
        <div className="obs-panel-status">
          <StatusBadge status={node.status} />
          {isNested && node.executionId && (
            <Link href={executionPath(node.executionId)} className="obs-button">
              {words.open}
              <Icon name="open" />
            </Link>
          )}
          {logs > 0 && (
            <button type="button" className="obs-button" onClick={() => onShowLogs(node.id)}>
              {words.logs(logs)}
            </button>
          )}
        </div>
        {error && (
          <div className="obs-panel-error">
            <strong className="obs-foreign">{briefText(error.type)}</strong>
            <div className="obs-foreign">
              <FoldedText text={error.message} label={texts.error.message} />
            </div>
          </div>
        )}
        <dl className="obs-facts is-column">
          {startedAt && (
            <>
              <Fact title={words.facts.started}>
                <Absolute time={startedAt} />
              </Fact>
              <Fact title={words.facts.duration}>
                <Duration
                  startedAt={startedAt}
                  durationMs={step ? step.duration_ms : (node.execution?.duration_ms ?? null)}
                />
              </Fact>
            </>
          )}
          {isLineOnly && node.endMs !== null && (
            <Fact title={words.facts.duration}>{formatDuration(node.endMs - node.startMs)}</Fact>
          )}
          <Fact
            title={words.facts.offset}
          >{`${offsetMs < 0 ? '-' : '+'}${formatDuration(Math.abs(offsetMs))}`}</Fact>
          {path && (
            <Fact title={executionTexts.path.onPath}>
              {`${formatDuration(path.ms)}, ${formatShare(path.share)}`}
            </Fact>
          )}
          {step?.attempt ? <Fact title={words.facts.attempt}>{step.attempt}</Fact> : null}
          <Inference node={node} />
          {span && (
            <Fact title={words.facts.service}>
              <span className="obs-foreign">{span.service}</span>
            </Fact>
          )}
          <Fact title={words.facts.spanId}>
            <span className="obs-id">{node.id}</span>
            <CopyButton value={node.id} label={texts.execution.copyValue(words.facts.spanId.toLowerCase())} />
          </Fact>
        </dl>
        {exception?.stack && (
          <Fold title={words.exception}>
            <ValueView value={exception.stack} label={words.exception} />
          </Fold>
        )}
        {said?.exchange && (
          <Fold title={executionTexts.messages.title} open>
            <ExchangeView exchange={said.exchange} />
          </Fold>
        )}
        {said?.tool && (
          <Fold title={executionTexts.messages.title} open>
            <ToolView tool={said.tool} />
          </Fold>
        )}
        {step?.data && Object.keys(step.data).length > 0 && (
          <Fold title={words.data} open>
            <ValueView value={step.data} label={words.data} />
          </Fold>
        )}
        {span ? (
          <>
            <Fold title={words.attributes} open={said === null}>
              <AttributeList attributes={span.attributes} />
            </Fold>
            <Fold title={words.resource}>
              <AttributeList attributes={span.resource} />
            </Fold>
          </>
        ) : (
          <p className="obs-panel-note">{isLineOnly ? executionTexts.lineOnly : words.noSpan}</p>
        )}
      </div>
    </>
  );
}

function Fold({ title, open = false, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className="obs-fold" open={open}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {children}
    </details>
  );
}

function Inference({ node: { step } }: { node: WaterfallNode }) {
  if (!step) return null;
  const { usage, cost_usd, cost_source } = step;
  return (
    <>
      {step.model && (
        <Fact title={words.facts.model}>
          <span className="obs-foreign">{step.model}</span>
        </Fact>
      )}
      {step.provider && (
        <Fact title={words.facts.provider}>
          <span className="obs-foreign">{step.provider}</span>
        </Fact>
      )}
      {usage && (
        <>
          <Fact title={words.facts.input}>{formatExactCount(usage.input_tokens)}</Fact>
          {usage.cache_read_tokens > 0 && (
            <Fact title={words.facts.cacheRead}>{formatExactCount(usage.cache_read_tokens)}</Fact>
          )}
          {usage.cache_write_tokens > 0 && (
            <Fact title={words.facts.cacheWrite}>{formatExactCount(usage.cache_write_tokens)}</Fact>
          )}
          <Fact title={words.facts.output}>{formatExactCount(usage.output_tokens)}</Fact>
          {usage.reasoning_tokens > 0 && (
            <Fact title={words.facts.reasoning}>{formatExactCount(usage.reasoning_tokens)}</Fact>
          )}
        </>
      )}
      {cost_source && (
        <Fact title={words.facts.cost}>
          <Cost usd={cost_usd} unpricedCalls={cost_source === 'unpriced' ? 1 : 0} />
          <span className="obs-fact-note">{texts.cost.sources[cost_source]}</span>
        </Fact>
      )}
    </>
  );
}
