import type { StepKind } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { classNames } from '../parts/class-names.ts';
import { KindIcon } from '../parts/kind-icon.tsx';
import { workflowsTexts } from '../texts/workflows.ts';
import { NODE_HEIGHT, NODE_WIDTH, type PlacedStep } from './graph-layout.ts';

const words = workflowsTexts.one;

/** Requests and queries are drawn as steps. */
export const nodeKind = (kind: PlacedStep['node']['kind']): StepKind => (kind === 'span' ? 'step' : kind);

interface GraphNodeProps {
  readonly placed: PlacedStep;
  readonly again: number;
  readonly isSlowest: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (id: string) => void;
}

/** A step in the picture: what it is, how long it takes, whether it fails. */
export function GraphNode({
  placed: { node, x, y },
  again,
  isSlowest,
  isSelected,
  onSelect,
}: GraphNodeProps) {
  const kind = nodeKind(node.kind);
  const [mean, share] = [formatDuration(node.mean_ms), formatShare(node.share)];
  return (
    <button
      type="button"
      className={classNames(
        'obs-graph-node',
        `is-${kind}`,
        isSlowest && 'is-slowest',
        isSelected && 'is-selected',
        node.failed > 0 && 'is-broken',
      )}
      style={{ left: x, top: y, width: NODE_WIDTH, height: NODE_HEIGHT }}
      aria-pressed={isSelected}
      onClick={() => onSelect(node.id)}
    >
      <span className="obs-graph-node-name">
        <KindIcon kind={kind} />
        <span className="obs-foreign" title={node.name}>
          {node.name}
        </span>
        {isSlowest && <span className="obs-graph-slow">{words.slow}</span>}
      </span>
      <span className="obs-graph-node-line">
        <b>{mean}</b>
        {node.depth > 0 && <span>{share}</span>}
        {again > 0 && <span title={words.againTitle}>{words.again(again)}</span>}
        {node.failed > 0 && <span className="obs-failed-figure">{words.failed(node.failed)}</span>}
      </span>
      {node.depth > 0 && (
        <span className="obs-graph-node-bar" style={{ width: `${Math.round(node.share * 100)}%` }} />
      )}
    </button>
  );
}
