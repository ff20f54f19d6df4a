import type { MouseEvent, Ref } from 'react';
import { costLabel } from '../lib/cost-label.ts';
import { formatDuration, formatRunning } from '../lib/format-duration.ts';
import { formatCount } from '../lib/format-number.ts';
import { nodeUsage } from '../lib/node-usage.ts';
import { barOf, type Tick, type TimeRange } from '../lib/time-axis.ts';
import { allNodes, type WaterfallRow as Row, type WaterfallNode } from '../lib/waterfall-tree.ts';
import { wordOf } from '../lib/word-of.ts';
import { classNames } from '../parts/class-names.ts';
import { Icon } from '../parts/icon.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import type { RowPlace } from '../parts/virtual-rows.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { PathMarks } from './path-mark-bars.tsx';
import type { RowPath } from './path-marks.ts';

const words = texts.waterfall;
/** Deeper rows are not indented further, or a phone would show nothing but indentation. */
const DEEPEST_INDENT = 10;

interface WaterfallRowProps {
  readonly row: Row;
  readonly place: RowPlace;
  readonly range: TimeRange;
  readonly nowMs: number;
  readonly ticks: readonly Tick[];
  /** What of it is on the critical path. */
  readonly path: RowPath | null;
  /** When the critical path begins. */
  readonly pathStartMs: number;
  /** The execution is over: a step without an end will not get one. */
  readonly rootEnded: boolean;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly isFailing: boolean;
  readonly isTabStop: boolean;
  readonly onSelect: (id: string | null) => void;
  readonly onToggle: (id: string, open: boolean) => void;
}

/** One step: its name in the tree, its bar on the axis. */
export function WaterfallRow(props: WaterfallRowProps) {
  const { row, place, range, nowMs, ticks, rootEnded, isOpen, isSelected, isFailing, isTabStop } = props;
  const { node, depth } = row;
  const isParent = node.children.length > 0;
  const open = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    if (target.closest('a')) return;
    if (target.closest('[data-toggle]')) props.onToggle(node.id, !isOpen);
    else props.onSelect(isSelected ? null : node.id);
  };
  const noEnd = node.endMs === null && rootEnded;
  const endMs = node.endMs ?? (noEnd ? range.endMs : nowMs);
  const tookMs = Math.max(0, endMs - node.startMs);
  const duration = noEnd
    ? words.noEnd
    : node.endMs === null
      ? formatRunning(tookMs)
      : formatDuration(node.step?.duration_ms ?? tookMs);
  const bar = barOf(noEnd ? { ...node, endMs } : node, range, nowMs);
  const attempt = node.step?.attempt ?? 1;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys
    <div
      ref={place.ref as Ref<HTMLDivElement>}
      data-index={place['data-index']}
      style={{ ...place.style, '--depth': Math.min(depth, DEEPEST_INDENT) }}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={isParent ? isOpen : undefined}
      tabIndex={isTabStop ? 0 : -1}
      data-node={node.id}
      className={classNames(
        'obs-step-row',
        `is-${node.kind}`,
        node.status === 'failed' && (isParent ? 'obs-has-failure' : 'obs-has-failed'),
        isSelected && 'is-selected',
        isFailing && 'is-failing',
      )}
      onClick={open}
    >
      <div className="obs-step-name">
        {isParent && depth > 0 ? (
          <span className={isOpen ? 'obs-step-toggle is-open' : 'obs-step-toggle'} data-toggle>
            <Icon name="chevron" />
          </span>
        ) : (
          <span className="obs-step-toggle" />
        )}
        <KindIcon kind={node.kind} />
        <span className="obs-step-text obs-foreign" title={node.name}>
          {node.name}
        </span>
        {attempt > 1 && <span className="obs-step-attempt">{words.attempt(attempt)}</span>}
        {node.status === 'failed' && (
          <span className="obs-step-failed">
            <Icon name="failed" />
            <span className="obs-sr-only">{texts.status.failed}</span>
          </span>
        )}
        {isFailing && <span className="obs-step-cause">{words.failingStep}</span>}
        {isParent && !isOpen && (
          <span className="obs-step-hidden">{words.hidden(allNodes(node).length - 1)}</span>
        )}
        <span className="obs-step-space" />
        <StepFigures node={node} />
        {node.executionId && depth > 0 && (
          <Link
            href={executionPath(node.executionId)}
            className="obs-step-open"
            tabIndex={-1}
            title={words.open}
            aria-label={words.open}
          >
            <Icon name="open" />
          </Link>
        )}
      </div>
      <div
        className="obs-step-track"
        title={words.rowTitle(
          wordOf(texts.stepKind, node.kind),
          node.name,
          wordOf(texts.status, node.status).toLowerCase(),
          duration,
          formatDuration(Math.max(0, node.startMs - range.startMs)),
        )}
      >
        {ticks.map(({ place: at, label }) => (
          <span key={label} className="obs-track-tick" style={{ left: `${at * 100}%` }} />
        ))}
        <span
          className={classNames('obs-bar', node.endMs === null && (noEnd ? 'obs-has-no-end' : 'is-running'))}
          style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }}
        />
        {props.path && <PathMarks path={props.path} startMs={props.pathStartMs} range={range} />}
        <span className={classNames('obs-bar-label', ...labelSide(bar))} style={labelPlace(bar)}>
          {duration}
        </span>
      </div>
    </div>
  );
}

/** After the bar where there is room, else before it, else on it. */
function labelSide({ left, width }: { left: number; width: number }): string[] {
  if (left + width < 0.86) return ['is-after'];
  if (left > 0.14) return ['is-before'];
  return ['is-on'];
}

function labelPlace(bar: { left: number; width: number }) {
  const [side] = labelSide(bar);
  if (side === 'is-after') return { left: `${(bar.left + bar.width) * 100}%` };
  if (side === 'is-before') return { right: `${(1 - bar.left) * 100}%` };
  return { right: `${(1 - bar.left - bar.width) * 100}%` };
}

/** Tokens and cost of an inference, or of an execution within. */
function StepFigures({ node }: { node: WaterfallNode }) {
  const isInference = node.step?.usage != null;
  const isNested = node.executionId !== null && node.parent !== null;
  if (!isInference && !isNested) return null;
  const { tokens, costUsd, unpricedCalls } = nodeUsage(node);
  if (tokens === 0) return null;
  const cost = costLabel(costUsd, unpricedCalls);
  return (
    <span className="obs-step-figures">
      {words.tokens(formatCount(tokens))}
      {cost.state !== 'none' && ` · ${cost.text}`}
    </span>
  );
}
