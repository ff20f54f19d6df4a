import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, type Ref, useLayoutEffect, useRef, useState } from 'react';

/** What a row must put on its outermost element to be placed and measured. */
export interface RowPlace {
  readonly ref: Ref<HTMLElement>;
  readonly style: CSSProperties;
  readonly 'data-index': number;
}

export interface VirtualRowsHandle {
  readonly scrollToRow: (index: number) => void;
}

interface VirtualRowsProps {
  readonly count: number;
  /** Height of a row before it is measured, in pixels. */
  readonly rowHeight: number;
  readonly keyOf: (index: number) => string;
  readonly renderRow: (index: number, place: RowPlace) => ReactNode;
  /** Pixels at the top of the window that sticky parts cover. */
  readonly covered?: number;
  readonly className?: string;
  readonly role?: 'rowgroup' | 'list' | 'none';
  readonly handle?: Ref<VirtualRowsHandle>;
  /** Called when a row near the end is on screen. */
  readonly onNearEnd?: () => void;
}

const NEAR_END = 20;

/** Rows of which only those on screen exist; they scroll with the window. */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, rowHeight, keyOf, renderRow, covered = 0, handle, onNearEnd } = props;
  const list = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);

  // What stands above the rows changes its height with the data; the rows must know where they begin.
  useLayoutEffect(() => {
    const measure = () => {
      if (list.current) setOffset(Math.round(list.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 10,
    scrollMargin: offset,
    scrollPaddingStart: covered,
    scrollPaddingEnd: 24,
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;

  useLayoutEffect(() => {
    if (!handle) return;
    const api: VirtualRowsHandle = { scrollToRow: (index) => virtualizer.scrollToIndex(index) };
    if (typeof handle === 'function') handle(api);
    else handle.current = api;
  }, [handle, virtualizer]);

  useLayoutEffect(() => {
    if (count > 0 && lastIndex >= count - NEAR_END) onNearEnd?.();
  }, [count, lastIndex, onNearEnd]);

  return (
    <div
      ref={list}
      className={props.className ? `obs-rows ${props.className}` : 'obs-rows'}
      role={props.role}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {items.map((item) =>
        renderRow(item.index, {
          ref: virtualizer.measureElement,
          style: { transform: `translateY(${item.start - offset}px)` },
          'data-index': item.index,
        }),
      )}
    </div>
  );
}
