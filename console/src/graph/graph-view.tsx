import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '../parts/class-names.ts';
import { graphTexts as words } from '../texts/graph.ts';
import { useDragToScroll } from './use-drag-to-scroll.ts';

const SMALLEST = 0.4;
const LARGEST = 2;
const STEP = 1.25;
/** Smaller than this nobody reads the names: a wide graph is scrolled then. */
const LEGIBLE = 0.7;
/** Smaller than this only names are drawn, in larger letters. */
const SMALL = 0.6;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface GraphViewProps {
  /** What the picture shows, and how the keyboard goes through it. */
  readonly label: string;
  /** Size of the picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** What must be seen where the picture is larger than its view: a place in it. */
  readonly inView?: Place | undefined;
  /** The lines, as SVG; given the id of an arrow's head. */
  readonly edges: (marker: string) => ReactNode;
  /** The nodes, each placed by itself. */
  readonly children: ReactNode;
}

/** A picture of nodes and lines; it scrolls, is drawn with the pointer, and made larger or smaller. */
export function GraphView({ label, width, height, inView, edges, children }: GraphViewProps) {
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
  useShown(host, room > 0 ? inView : undefined, scale);
  const zoom = (factor: number) => setChosen(Math.min(LARGEST, Math.max(SMALLEST, scale * factor)));

  return (
    <div className={classNames('obs-graph', scale < SMALL && 'is-small')}>
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

/** Scrolls a view so that a place of its picture is in the middle of it, unless it is seen anyway. */
function useShown(host: RefObject<HTMLElement | null>, place: Place | undefined, scale: number): void {
  const { x = 0, y = 0, width = 0, height = 0 } = place ?? {};
  // biome-ignore lint/correctness/useExhaustiveDependencies: a reader who makes it larger looks elsewhere
  useEffect(() => {
    const view = host.current;
    if (!view || width === 0) return;
    const isSeen = (from: number, size: number, scrolled: number, room: number) =>
      from * scale >= scrolled && (from + size) * scale <= scrolled + room;
    if (!isSeen(x, width, view.scrollLeft, view.clientWidth))
      view.scrollLeft = (x + width / 2) * scale - view.clientWidth / 2;
    if (!isSeen(y, height, view.scrollTop, view.clientHeight))
      view.scrollTop = (y + height / 2) * scale - view.clientHeight / 2;
  }, [x, y, width, height]);
}
