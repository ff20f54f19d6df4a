import type { ExecutionEvent } from '../hub/types.ts';
import { briefText } from '../lib/visible-text.ts';
import { wordOf } from '../lib/word-of.ts';
import { AttributeList } from '../parts/attribute-list.tsx';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import { WholeText } from '../parts/whole-text.tsx';
import { texts } from '../texts/common.ts';
import { eventsTexts } from '../texts/events.ts';
import { RecordRow } from './record-row.tsx';

/** Events by time; those that happen now are added below. */
export function EventList({ events, startedAt }: { events: readonly ExecutionEvent[]; startedAt: string }) {
  if (events.length === 0) return <p className="obs-section-empty">{texts.events.empty}</p>;
  return (
    <VirtualRows
      role="list"
      count={events.length}
      rowHeight={36}
      keyOf={(index) => events[index]?.id ?? String(index)}
      renderRow={(index, place) => {
        const event = events[index];
        return event ? (
          <RecordRow
            key={event.id}
            place={place}
            time={event.time}
            startedAt={startedAt}
            className={`is-${event.severity}`}
            label={texts.events.show}
            more={() => (
              <>
                <WholeText text={event.message} label={texts.events.message} />
                <AttributeList attributes={event.data} />
              </>
            )}
          >
            <span className="obs-record-tag is-type">{wordOf(eventsTexts.typeNames, event.type)}</span>
            <span className="obs-record-message obs-foreign">{briefText(event.message)}</span>
          </RecordRow>
        ) : null;
      }}
    />
  );
}
