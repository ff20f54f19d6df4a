import { type ReactNode, type Ref, useState } from 'react';
import { formatDuration } from '../lib/format-duration.ts';
import { formatAbsolute, toMs } from '../lib/format-time.ts';
import { classNames } from '../parts/class-names.ts';
import { Icon } from '../parts/icon.tsx';
import type { RowPlace } from '../parts/virtual-rows.tsx';

interface RecordRowProps {
  readonly place: RowPlace;
  readonly time: string;
  readonly startedAt: string;
  readonly className?: string;
  /** What the button that opens it is called. */
  readonly label: string;
  readonly children: ReactNode;
  /** Shown when it is open. */
  readonly more: () => ReactNode;
}

/** A line of a list that opens to show all that was recorded with it. */
export function RecordRow({ place, time, startedAt, className, label, children, more }: RecordRowProps) {
  const [open, setOpen] = useState(false);
  const offset = toMs(time) - toMs(startedAt);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one stand in no <ul>
    <div {...place} ref={place.ref as Ref<HTMLDivElement>} role="listitem" className="obs-record">
      <button
        type="button"
        className={classNames('obs-record-line', className)}
        aria-expanded={open}
        title={label}
        onClick={() => setOpen(!open)}
      >
        <Icon name="chevron" className={open ? 'obs-record-chevron is-open' : 'obs-record-chevron'} />
        <time className="obs-record-time" dateTime={time} title={formatAbsolute(toMs(time))}>
          {`${offset < 0 ? '-' : '+'}${formatDuration(Math.abs(offset))}`}
        </time>
        {children}
      </button>
      {open && <div className="obs-record-more">{more()}</div>}
    </div>
  );
}
