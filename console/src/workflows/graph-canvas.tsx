import { useMemo } from 'react';
import { GraphView } from '../graph/graph-view.tsx';
import type { WorkflowGraph } from '../hub/types.ts';
import { workflowsTexts } from '../texts/workflows.ts';
import { GraphEdge } from './graph-edge.tsx';
import { layoutGraph } from './graph-layout.ts';
import { GraphNode } from './graph-node.tsx';

interface GraphCanvasProps {
  readonly graph: WorkflowGraph;
  readonly depth: number;
  /** Id of the step that costs the most time. */
  readonly slowest: string | null;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** The steps of a workflow as a picture. */
export function GraphCanvas({ graph, depth, slowest, selected, onSelect }: GraphCanvasProps) {
  const { nodes, edges, width, height, again } = useMemo(() => layoutGraph(graph, depth), [graph, depth]);
  return (
    <GraphView
      label={workflowsTexts.one.graph}
      width={width}
      height={height}
      edges={(marker) =>
        edges.map((placed) => (
          <GraphEdge
            key={`${placed.edge.kind} ${placed.edge.from} ${placed.edge.to}`}
            placed={placed}
            marker={marker}
            isLit={placed.edge.from === selected || placed.edge.to === selected}
          />
        ))
      }
    >
      {nodes.map((placed) => (
        <GraphNode
          key={placed.node.id}
          placed={placed}
          again={again.get(placed.node.id) ?? 0}
          isSlowest={placed.node.id === slowest}
          isSelected={placed.node.id === selected}
          onSelect={onSelect}
        />
      ))}
    </GraphView>
  );
}
