import type { Span } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { briefText } from '../lib/visible-text.ts';
import { AttributeList } from '../parts/attribute-list.tsx';
import { FoldedText } from '../parts/folded-text.tsx';
import { ValueView } from '../parts/value-view.tsx';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import { WholeText } from '../parts/whole-text.tsx';
import { texts } from '../texts/common.ts';
import { RecordRow } from './record-row.tsx';

const words = texts.spans;

/** Spans of the trace as they were sent, by start. */
export function SpanList({ spans, startedAt }: { spans: readonly Span[]; startedAt: string }) {
  if (spans.length === 0) return <p className="obs-section-empty">{words.empty}</p>;
  return (
    <VirtualRows
      role="list"
      count={spans.length}
      rowHeight={36}
      keyOf={(index) => spans[index]?.span_id ?? String(index)}
      renderRow={(index, place) => {
        const span = spans[index];
        return span ? (
          <RecordRow
            key={span.span_id}
            place={place}
            time={span.start_time}
            startedAt={startedAt}
            className={span.status === 'error' ? 'is-error' : 'is-info'}
            label={words.show}
            more={() => <SpanMore span={span} />}
          >
            <span className="obs-record-tag">{span.kind}</span>
            <span className="obs-record-message obs-foreign">{briefText(span.name)}</span>
            <span className="obs-record-aside">
              <span className="obs-foreign">{span.service}</span>
              {span.duration_ms !== null && <span>{formatDuration(span.duration_ms)}</span>}
            </span>
          </RecordRow>
        ) : null;
      }}
    />
  );
}

function SpanMore({ span }: { span: Span }) {
  return (
    <>
      <WholeText text={span.name} label={words.name} />
      {span.status_message && (
        <>
          <h3>{words.statusMessage}</h3>
          <div className="obs-foreign">
            <FoldedText text={span.status_message} label={words.statusMessage.toLowerCase()} />
          </div>
        </>
      )}
      <h3>{words.attributes}</h3>
      <AttributeList
        attributes={{ span_id: span.span_id, parent_span_id: span.parent_span_id, ...span.attributes }}
      />
      {span.events.length > 0 && (
        <>
          <h3>{words.events}</h3>
          <ValueView value={span.events} label={words.events} />
        </>
      )}
      {span.links.length > 0 && (
        <>
          <h3>{words.links}</h3>
          <ValueView value={span.links} label={words.links} />
        </>
      )}
      <h3>{words.resource}</h3>
      <AttributeList attributes={span.resource} />
    </>
  );
}
