import type { Ref } from 'react';
import { formatDuration } from '../lib/format-duration.ts';
import { formatAbsolute, formatClockSeconds, toMs } from '../lib/format-time.ts';
import { visibleText } from '../lib/visible-text.ts';
import type { RowPlace } from '../parts/virtual-rows.tsx';
import { Link } from '../place/link.tsx';
import { executionPath, pagePath } from '../place/route.ts';
import { timelineTexts as words } from '../texts/timeline.ts';
import { laneLooks } from './lane-looks.ts';
import { laneOf, type Moment } from './lanes.ts';

/** Where there is more about a moment; null where there is no more. */
function pathOf({ execution_id, type }: Moment): string | null {
  if (execution_id !== null) return executionPath(execution_id);
  return type === 'alert' ? pagePath('alerts') : null;
}

/** One moment: when, what, of which service, how long. */
export function MomentRow({ moment, place }: { readonly moment: Moment; readonly place: RowPlace }) {
  const { time, type, title, severity, service, duration_ms } = moment;
  const ms = toMs(time);
  const href = pathOf(moment);
  const millis = String(Math.floor(ms) % 1_000).padStart(3, '0');
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one stand in no <ul>
    <div
      {...place}
      ref={place.ref as Ref<HTMLDivElement>}
      role="listitem"
      tabIndex={-1}
      className={`obs-moment is-${severity}`}
    >
      <time dateTime={time} title={formatAbsolute(ms)}>
        {formatClockSeconds(ms)}
        <small>.{millis}</small>
      </time>
      <span className={`obs-moment-type is-${laneLooks[laneOf(moment)]}`}>{words.types[type] ?? type}</span>
      <span className="obs-moment-title obs-foreign">
        {href === null ? visibleText(title) : <Link href={href}>{visibleText(title)}</Link>}
      </span>
      <span className="obs-moment-service obs-foreign">{service}</span>
      <span className="obs-figure">{duration_ms === null ? '' : formatDuration(duration_ms)}</span>
    </div>
  );
}
