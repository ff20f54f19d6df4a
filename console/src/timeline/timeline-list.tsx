import { type Ref, useMemo } from 'react';
import { VirtualRows, type VirtualRowsHandle } from '../parts/virtual-rows.tsx';
import { timelineTexts as words } from '../texts/timeline.ts';
import type { Moment } from './lanes.ts';
import { MomentRow } from './moment-row.tsx';

const ROW_HEIGHT = 34;

/** Moments have no id; those that look alike are counted. */
function keysOf(moments: readonly Moment[]): readonly string[] {
  const seen = new Map<string, number>();
  return moments.map(({ time, type, title, execution_id }) => {
    const key = [time, type, execution_id, title].join(' ');
    const alike = seen.get(key) ?? 0;
    seen.set(key, alike + 1);
    return alike === 0 ? key : `${key} ${alike}`;
  });
}

interface TimelineListProps {
  readonly moments: readonly Moment[];
  readonly order: 'asc' | 'desc';
  readonly handle: Ref<VirtualRowsHandle>;
  readonly onNearEnd: () => void;
}

/** What happened as rows, in order. */
export function TimelineList({ moments, order, handle, onNearEnd }: TimelineListProps) {
  const keys = useMemo(() => keysOf(moments), [moments]);
  return (
    <section aria-label={words.list(order)}>
      <VirtualRows
        role="list"
        count={moments.length}
        rowHeight={ROW_HEIGHT}
        covered={60}
        handle={handle}
        keyOf={(index) => keys[index] ?? String(index)}
        onNearEnd={onNearEnd}
        renderRow={(index, place) => {
          const moment = moments[index];
          return moment ? <MomentRow key={keys[index]} moment={moment} place={place} /> : null;
        }}
      />
    </section>
  );
}
