import { type RefObject, useEffect, useState } from 'react';
import { toMs } from '../lib/format-time.ts';
import { focusOnceDrawn, hasMovedOn } from '../parts/focus-once-drawn.ts';
import type { VirtualRowsHandle } from '../parts/virtual-rows.tsx';
import type { LaneStretch } from './lane-cursor.tsx';
import { laneOf, type Moment, nearestMoment } from './lanes.ts';

/** A row that is scrolled to exists a little later; after so many frames it does not come. */
const MOST_FRAMES = 60;

interface List {
  readonly moments: readonly Moment[];
  readonly rows: RefObject<VirtualRowsHandle | null>;
  readonly host: RefObject<HTMLElement | null>;
  /** Whether the moments of a time are among those of the list. */
  readonly isThere: (ms: number) => boolean;
}

/** Puts the focus on the first moment of a stretch of a lane, in the list, once it is loaded; who went elsewhere stays there. */
export function useGoToMoment({ moments, rows, host, isThere }: List): (to: LaneStretch) => void {
  const [wanted, setWanted] = useState<(LaneStretch & { readonly from: Element | null }) | null>(null);
  const isReady = wanted !== null && isThere((wanted.fromMs + wanted.toMs) / 2);
  useEffect(() => {
    if (!isReady || wanted === null) return;
    const index = placeOf(moments, wanted);
    setWanted(null);
    if (index < 0 || hasMovedOn(wanted.from)) return;
    rows.current?.scrollToRow(index);
    focusOnceDrawn(() => rowAt(host, index), MOST_FRAMES, wanted.from);
  }, [isReady, wanted, moments, rows, host]);
  return (to) => setWanted({ ...to, from: document.activeElement });
}

function placeOf(moments: readonly Moment[], { lane, fromMs, toMs: untilMs }: LaneStretch): number {
  const within = moments.findIndex((moment) => {
    const ms = toMs(moment.time);
    return laneOf(moment) === lane && ms >= fromMs && ms <= untilMs;
  });
  return within >= 0 ? within : nearestMoment(moments, (fromMs + untilMs) / 2);
}

function rowAt(host: RefObject<HTMLElement | null>, index: number): HTMLElement | null | undefined {
  const row = host.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
  return row?.querySelector('a') ?? row;
}
