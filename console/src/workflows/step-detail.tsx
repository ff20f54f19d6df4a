import { NodeDetail } from '../graph/node-detail.tsx';
import type { WorkflowGraph } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { Fact } from '../parts/fact.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { workflowsTexts } from '../texts/workflows.ts';
import { nodeKind } from './graph-node.tsx';

const words = workflowsTexts.one.detail;

interface StepDetailProps {
  readonly graph: WorkflowGraph;
  readonly id: string;
  readonly onClose: () => void;
}

/** All about one step of a workflow, with runs in which to look closer. */
export function StepDetail({ graph, id, onClose }: StepDetailProps) {
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) return null;
  const nameOf = (of: string) => graph.nodes.find((one) => one.id === of)?.name ?? of;
  const names = (ids: readonly string[]) => [...new Set(ids)].map(nameOf).join(', ');
  const from = graph.edges.filter((edge) => edge.kind === 'next' && edge.to === id && edge.from !== id);
  const to = graph.edges.filter((edge) => edge.kind === 'next' && edge.from === id && edge.to !== id);
  return (
    <NodeDetail name={node.name} icon={<KindIcon kind={nodeKind(node.kind)} />} onClose={onClose}>
      <dl className="obs-facts is-column">
        <Fact title={words.ran}>{words.ranIn(node.count, node.runs)}</Fact>
        <Fact title={words.failed}>
          <span className={node.failed > 0 ? 'obs-failed-figure' : undefined}>
            {formatCount(node.failed)}
            {node.failed > 0 && ` · ${formatShare(node.failed / node.count)}`}
          </span>
        </Fact>
        <Fact title={words.mean}>{formatDuration(node.mean_ms)}</Fact>
        <Fact title={words.p95}>{formatDuration(node.p95_ms)}</Fact>
        <Fact title={words.share}>{formatShare(node.share)}</Fact>
        <Fact title={words.own}>{formatShare(node.own_share)}</Fact>
        {from.length > 0 && (
          <Fact title={words.comesFrom}>
            <span className="obs-foreign">{names(from.map((edge) => edge.from))}</span>
          </Fact>
        )}
        {to.length > 0 && (
          <Fact title={words.leadsTo}>
            <span className="obs-foreign">{names(to.map((edge) => edge.to))}</span>
          </Fact>
        )}
      </dl>
      <p>
        <Link href={executionPath(node.example)}>{words.longest}</Link>
      </p>
      {node.failed_example !== null && (
        <p>
          <Link href={executionPath(node.failed_example)}>{words.failedRun}</Link>
        </p>
      )}
    </NodeDetail>
  );
}
