import type { WorkflowGraph } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { wordOf } from '../lib/word-of.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { failedColumn } from '../parts/failed-column.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Name } from '../parts/name.tsx';
import { ShareBar } from '../parts/share-bar.tsx';
import { workflowsTexts } from '../texts/workflows.ts';
import { nodeKind } from './graph-node.tsx';

const words = workflowsTexts.one;
type Node = WorkflowGraph['nodes'][number];

const columnsOf = (onSelect: (id: string) => void): readonly Column<Node>[] => [
  {
    key: 'step',
    title: words.columns.step,
    render: ({ id, kind, name, depth }) => (
      <span className="obs-named-step" style={{ paddingInlineStart: `${(depth - 1) * 16}px` }}>
        <KindIcon kind={nodeKind(kind)} />
        <button type="button" className="obs-link-button" onClick={() => onSelect(id)}>
          <Name name={name} />
        </button>
      </span>
    ),
  },
  {
    key: 'share',
    title: words.columns.share,
    render: ({ share }) => <ShareBar share={share} text={formatShare(share)} />,
    sortBy: ({ share }) => share,
  },
  {
    key: 'mean',
    title: words.columns.mean,
    isFigure: true,
    render: ({ mean_ms }) => formatDuration(mean_ms),
    sortBy: ({ mean_ms }) => mean_ms,
  },
  {
    key: 'p95',
    title: words.columns.p95,
    isFigure: true,
    isWideOnly: true,
    render: ({ p95_ms }) => formatDuration(p95_ms),
    sortBy: ({ p95_ms }) => p95_ms,
  },
  {
    key: 'count',
    title: words.columns.count,
    isFigure: true,
    isWideOnly: true,
    render: ({ count }) => formatCount(count),
    sortBy: ({ count }) => count,
  },
  failedColumn(words.columns.failed),
];

/** Each step below what holds it, those that take the most time first. */
function inTree(nodes: readonly Node[], parent: string | null): readonly Node[] {
  return nodes
    .filter((node) => node.parent === parent)
    .toSorted((a, b) => b.share - a.share)
    .flatMap((node) => [node, ...inTree(nodes, node.id)]);
}

/** The steps of a workflow as rows. */
export function StepTable({ graph, onSelect }: { graph: WorkflowGraph; onSelect: (id: string) => void }) {
  return (
    <DataTable
      label={words.table}
      columns={columnsOf(onSelect)}
      rows={inTree(graph.nodes, null).filter(({ depth }) => depth > 0)}
      keyOf={({ id }) => id}
      pageSize={25}
    />
  );
}

/** The ways between steps in words, for those who see no picture. */
export function EdgeTable({ graph }: { graph: WorkflowGraph }) {
  const nameOf = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const { from, kind, to, count, failed, wait } = words.edgeColumns;
  return (
    <div className="obs-sr-only">
      <table aria-label={words.edges}>
        <thead>
          <tr>
            {[from, kind, to, count, failed, wait].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {graph.edges.map((edge) => (
            <tr key={`${edge.kind} ${edge.from} ${edge.to}`}>
              <td>{nameOf.get(edge.from)}</td>
              <td>{wordOf(words.edgeKinds, edge.kind)}</td>
              <td>{nameOf.get(edge.to)}</td>
              <td>{formatCount(edge.count)}</td>
              <td>{formatCount(edge.failed)}</td>
              <td>{formatDuration(edge.wait_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
