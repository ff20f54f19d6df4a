import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { graphTexts as words } from '../texts/graph.ts';
import { useDragToScroll } from './use-drag-to-scroll.ts';

const SMALLEST = 0.4;
const LARGEST = 2;
const STEP = 1.25;
/** Smaller than this nobody reads the names: a wide graph is scrolled then. */
const LEGIBLE = 0.7;

interface GraphViewProps {
  /** What the picture shows, and how the keyboard goes through it. */
  readonly label: string;
  /** Size of the picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** The lines, as SVG; given the id of an arrow's head. */
  readonly edges: (marker: string) => ReactNode;
  /** The nodes, each placed by itself. */
  readonly children: ReactNode;
}

/** A picture of nodes and lines; it scrolls, is drawn with the pointer, and made larger or smaller. */
export function GraphView({ label, width, height, edges, children }: GraphViewProps) {
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
      <section ref={host} className="obs-graph-view" aria-label={label} tabIndex={0}>
        <div className="obs-graph-size" style={{ width: width * scale, height: height * scale }}>
          <div className="obs-graph-inside" style={{ width, height, transform: `scale(${scale})` }}>
            <svg width={width} height={height} className="obs-graph-edges" aria-hidden="true">
              <defs>
                <marker
                  id={marker}
                  viewBox="0 0 8 8"
                  refX="7"
                  refY="4"
                  markerWidth="10"
                  markerHeight="10"
                  markerUnits="userSpaceOnUse"
                  orient="auto"
                >
                  <path className="obs-graph-head" d="M0 0 8 4 0 8z" />
                </marker>
              </defs>
              {edges(marker)}
            </svg>
            {children}
          </div>
        </div>
      </section>
    </div>
  );
}
