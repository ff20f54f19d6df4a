import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useNarrow } from '../hooks/use-media.ts';
import { useNow } from '../hooks/use-now.ts';
import { rangeOf, ticksOf } from '../lib/time-axis.ts';
import { visibleRows, type WaterfallNode } from '../lib/waterfall-tree.ts';
import { useConnection } from '../live/use-connection.ts';
import { focusOnceDrawn } from '../parts/focus-once-drawn.ts';
import { VirtualRows, type VirtualRowsHandle } from '../parts/virtual-rows.tsx';
import { texts } from '../texts/common.ts';
import { KindLegend } from './kind-legend.tsx';
import type { ShownPath } from './path-marks.ts';
import { TimeAxis } from './time-axis.tsx';
import { WaterfallRow } from './waterfall-row.tsx';

const words = texts.waterfall;
/** The axis, which sticks to the top. */
const COVERED = 44;
/** From so many rows on what comes below is out of sight. */
const MANY_ROWS = 25;

interface WaterfallProps {
  readonly root: WaterfallNode;
  readonly nodes: readonly WaterfallNode[];
  readonly failingId: string | null;
  readonly selectedId: string | null;
  /** What of it is on the critical path; null where that is not shown. */
  readonly path: ShownPath | null;
  readonly onSelect: (id: string | null) => void;
  /** Buttons of the head. */
  readonly children?: ReactNode;
}

/** The steps as a tree on a time axis (WAI-ARIA tree pattern: arrows move, open and close, Enter selects). */
export function Waterfall(props: WaterfallProps) {
  const { root, nodes, failingId, selectedId, path, onSelect, children } = props;
  const narrow = useNarrow();
  const running = nodes.some((node) => node.endMs === null && root.endMs === null);
  const isLost = useConnection().kind === 'lost';
  const now = useNow(200, running && !isLost);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => visibleRows(root, collapsed), [root, collapsed]);
  const visible = useRef(rows);
  visible.current = rows;
  const range = rangeOf(nodes, now);
  const ticks = ticksOf(range.endMs - range.startMs, narrow ? 4 : 7);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualRowsHandle>(null);
  const parents = nodes.filter((node) => node !== root && node.children.length > 0);
  const tabStop = rows.some(({ node }) => node.id === focusedId) ? focusedId : (selectedId ?? root.id);

  const toggle = (id: string, open: boolean) => {
    const next = new Set(collapsed);
    if (open) next.delete(id);
    else next.add(id);
    setCollapsed(next);
  };
  const focus = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setFocusedId(row.node.id);
    handle.current?.scrollToRow(index);
    // A row off the screen exists only after it was scrolled to.
    focusOnceDrawn(() => tree.current?.querySelector<HTMLElement>(`[data-node="${row.node.id}"]`));
  };

  // A step may be chosen from elsewhere, such as "show the failing step": bring it into view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice scrolls, not each new state of a running execution
  useEffect(() => {
    const chosen = nodes.find((node) => node.id === selectedId);
    if (!chosen) return;
    const around = new Set<string>();
    for (let node = chosen.parent; node; node = node.parent) around.add(node.id);
    setCollapsed((before) =>
      [...before].some((id) => around.has(id))
        ? new Set([...before].filter((id) => !around.has(id)))
        : before,
    );
    const index = visible.current.findIndex(({ node }) => node.id === selectedId);
    if (index >= 0) handle.current?.scrollToRow(index);
  }, [selectedId]);

  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')?.dataset.node;
    const index = rows.findIndex(({ node }) => node.id === id);
    const row = rows[index];
    if (!row) return;
    const { node } = row;
    const isOpen = node.children.length > 0 && !collapsed.has(node.id);
    const actions: Record<string, () => void> = {
      ArrowDown: () => focus(index + 1),
      ArrowUp: () => focus(index - 1),
      Home: () => focus(0),
      End: () => focus(rows.length - 1),
      ArrowRight: () => {
        if (isOpen) focus(index + 1);
        else if (node.children.length > 0) toggle(node.id, true);
      },
      ArrowLeft: () => {
        if (isOpen && node !== root) toggle(node.id, false);
        else if (node.parent) focus(rows.findIndex((other) => other.node === node.parent));
      },
      Enter: () => onSelect(node.id),
      ' ': () => onSelect(node.id),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  return (
    <section className="obs-section obs-waterfall">
      <div className="obs-section-head">
        <h2>{words.title}</h2>
        {children}
        <KindLegend root={root} nowMs={now} />
        {rows.length > MANY_ROWS && (
          <a href="#records" className="obs-button is-quiet">
            {words.toRecords}
          </a>
        )}
        {parents.length > 0 && (
          <button
            type="button"
            className="obs-button is-quiet"
            onClick={() =>
              setCollapsed(collapsed.size > 0 ? new Set() : new Set(parents.map((node) => node.id)))
            }
          >
            {collapsed.size > 0 ? words.expandAll : words.collapseAll}
          </button>
        )}
      </div>
      <TimeAxis ticks={ticks} />
      <div ref={tree} role="tree" aria-label={words.label} tabIndex={-1} onKeyDown={onKeyDown}>
        <VirtualRows
          role="none"
          count={rows.length}
          rowHeight={narrow ? 56 : 32}
          covered={COVERED}
          keyOf={(index) => rows[index]?.node.id ?? String(index)}
          handle={handle}
          renderRow={(index, place) => {
            const row = rows[index];
            return row ? (
              <WaterfallRow
                key={row.node.id}
                row={row}
                place={place}
                range={range}
                nowMs={now}
                ticks={ticks}
                path={path?.rows.get(row.node.id) ?? null}
                pathStartMs={path?.startMs ?? range.startMs}
                rootEnded={root.endMs !== null}
                isOpen={!collapsed.has(row.node.id)}
                isSelected={row.node.id === selectedId}
                isFailing={row.node.id === failingId}
                isTabStop={row.node.id === tabStop}
                onSelect={onSelect}
                onToggle={toggle}
              />
            ) : null;
          }}
        />
      </div>
      {nodes.length === 1 && <p className="obs-section-empty">{words.empty(root.status === 'running')}</p>}
    </section>
  );
}
