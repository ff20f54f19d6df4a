import { type Ref, useState } from 'react';
import type { ListedEvent } from '../hub/types.ts';
import { formatAbsolute, formatClockSeconds, toMs } from '../lib/format-time.ts';
import { briefText } from '../lib/visible-text.ts';
import { wordOf } from '../lib/word-of.ts';
import { AttributeList } from '../parts/attribute-list.tsx';
import { Icon } from '../parts/icon.tsx';
import type { RowPlace } from '../parts/virtual-rows.tsx';
import { WholeText } from '../parts/whole-text.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { eventsTexts } from '../texts/events.ts';

/** One event; opens to show all of its attributes. */
export function EventRow({ event, place }: { event: ListedEvent; place: RowPlace }) {
  const [isOpen, setOpen] = useState(false);
  const [, setAgent] = useSearchParam('agent');
  const ms = toMs(event.time);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one stand in no <ul>
    <div {...place} ref={place.ref as Ref<HTMLDivElement>} role="listitem" className="obs-listed-event">
      <button
        type="button"
        className={`obs-listed-event-line is-${event.severity}`}
        aria-expanded={isOpen}
        title={eventsTexts.show}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="chevron" className={isOpen ? 'obs-record-chevron is-open' : 'obs-record-chevron'} />
        <time dateTime={event.time} title={formatAbsolute(ms)}>
          {formatClockSeconds(ms)}
        </time>
        <span className="obs-listed-event-severity">{wordOf(texts.severity, event.severity)}</span>
        <span className="obs-listed-event-kind">{eventsTexts.typeNames[event.type] ?? event.type}</span>
        <span className="obs-listed-event-agent obs-foreign">{event.agent ?? event.service ?? ''}</span>
        <span className="obs-listed-event-message obs-foreign">{briefText(event.message)}</span>
      </button>
      {isOpen && (
        <div className="obs-listed-event-more">
          <div className="obs-choices">
            {event.execution_id !== null && (
              <Link href={executionPath(event.execution_id)} className="obs-button">
                <Icon name="open" />
                {eventsTexts.openExecution}
              </Link>
            )}
            {event.agent && (
              <button type="button" className="obs-button" onClick={() => setAgent(event.agent ?? null)}>
                {texts.filter.onlyName(event.agent)}
              </button>
            )}
          </div>
          <WholeText text={event.message} label={texts.events.message} />
          <AttributeList attributes={event.data} />
        </div>
      )}
    </div>
  );
}
