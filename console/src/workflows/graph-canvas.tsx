import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { WorkflowGraph } from '../hub/types.ts';
import { workflowsTexts } from '../texts/workflows.ts';
import { GraphEdge } from './graph-edge.tsx';
import { layoutGraph } from './graph-layout.ts';
import { GraphNode } from './graph-node.tsx';
import { useDragToScroll } from './use-drag-to-scroll.ts';

const words = workflowsTexts.one;
const SMALLEST = 0.4;
const LARGEST = 2;
const STEP = 1.25;
/** Smaller than this nobody reads the names: a wide graph is scrolled then. */
const LEGIBLE = 0.7;

interface GraphCanvasProps {
  readonly graph: WorkflowGraph;
  readonly depth: number;
  /** Id of the step that costs the most time. */
  readonly slowest: string | null;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** The steps of a workflow as a picture; it scrolls, is drawn with the pointer, and made larger or smaller. */
export function GraphCanvas({ graph, depth, slowest, selected, onSelect }: GraphCanvasProps) {
  const { nodes, edges, width, height, again } = useMemo(() => layoutGraph(graph, depth), [graph, depth]);
  const host = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [room, setRoom] = useState(0);
  const marker = useId();
  useDragToScroll(host);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const fitting = room === 0 ? 1 : Math.max(LEGIBLE, Math.min(1, room / width));
  const scale = chosen ?? fitting;
  const zoom = (factor: number) => setChosen(Math.min(LARGEST, Math.max(SMALLEST, scale * factor)));

  return (
    <div className="obs-graph">
      <div className="obs-graph-buttons">
        <button type="button" className="obs-button" aria-label={words.zoomIn} onClick={() => zoom(STEP)}>
          +
        </button>
        <button
          type="button"
          className="obs-button"
          aria-label={words.zoomOut}
          onClick={() => zoom(1 / STEP)}
        >
          −
        </button>
        <button type="button" className="obs-button" onClick={() => setChosen(null)}>
          {words.fit}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the page scrolls, by keyboard too */}
      <section ref={host} className="obs-graph-view" aria-label={words.graph} tabIndex={0}>
        <div className="obs-graph-size" style={{ width: width * scale, height: height * scale }}>
          <div className="obs-graph-inside" style={{ width, height, transform: `scale(${scale})` }}>
            <svg width={width} height={height} className="obs-graph-edges" aria-hidden="true">
              <defs>
                <marker
                  id={marker}
                  viewBox="0 0 8 8"
                  refX="7"
                  refY="4"
                  markerWidth="7"
                  markerHeight="7"
                  orient="auto"
                >
                  <path d="M0 0 8 4 0 8z" />
                </marker>
              </defs>
              {edges.map((placed) => (
                <GraphEdge
                  key={`${placed.edge.kind} ${placed.edge.from} ${placed.edge.to}`}
                  placed={placed}
                  marker={marker}
                  isLit={placed.edge.from === selected || placed.edge.to === selected}
                />
              ))}
            </svg>
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
          </div>
        </div>
      </section>
    </div>
  );
}
