import { useRef } from 'react';
import { useHeld } from '../../hooks/use-held.ts';
import type { ListedEvent } from '../../hub/types.ts';
import { formatAbsolute, formatClockSeconds, toMs } from '../../lib/format-time.ts';
import { briefText } from '../../lib/visible-text.ts';
import { wordOf } from '../../lib/word-of.ts';
import { Answer } from '../../parts/answer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Link } from '../../place/link.tsx';
import { executionPath, pagePath } from '../../place/route.ts';
import { useSearchParam } from '../../place/use-search-param.ts';
import { eventsTexts } from '../../texts/events.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { eventsQuestion } from '../dashboard-questions.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.events;
const LIVE_MS = 1_000;
const topics = ['events'] as const;
const paused = 'paused';

/** The newest events as they come; the pointer, the focus or the button holds them. */
export function Events() {
  const list = useRef<HTMLDivElement>(null);
  const held = useHeld(list);
  const [state, setState] = useSearchParam('events');
  const answer = usePanelAnswer(eventsQuestion, { topics, busyMs: LIVE_MS });
  const isPaused = state === paused;
  return (
    <Panel
      title={words.title}
      actions={
        <>
          <button
            type="button"
            className="obs-button is-small"
            aria-pressed={isPaused}
            onClick={() => setState(isPaused ? null : paused)}
          >
            <Icon name={isPaused ? 'play' : 'pause'} />
            {isPaused ? words.resume : words.pause}
          </button>
          <Link href={pagePath('events')}>{overviewTexts.all}</Link>
        </>
      }
    >
      <div ref={list}>
        <Answer query={answer} lines={8}>
          {({ events }) => <EventLines events={events} held={held || isPaused} />}
        </Answer>
      </div>
    </Panel>
  );
}

function EventLines({ events, held }: { events: readonly ListedEvent[]; held: boolean }) {
  const kept = useRef(events);
  if (!held) kept.current = events;
  const known = new Set(kept.current.map(({ id }) => id));
  const waiting = events.filter(({ id }) => !known.has(id)).length;
  if (kept.current.length === 0) return <p className="obs-quiet">{words.none}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section className="obs-event-lines" aria-label={words.label} tabIndex={0}>
        <ul>
          {kept.current.map((event) => (
            <li key={event.id}>
              <EventLine event={event} />
            </li>
          ))}
        </ul>
      </section>
      <p className="obs-card-note obs-event-waiting" role="status">
        {held && waiting > 0 ? words.waiting(waiting) : null}
      </p>
    </>
  );
}

function EventLine({ event }: { event: ListedEvent }) {
  const { time, type, severity, message, agent, execution_id } = event;
  const ms = toMs(time);
  const line = (
    <>
      <time className="obs-event-time" dateTime={time} title={formatAbsolute(ms)}>
        {formatClockSeconds(ms)}
      </time>
      <span className="obs-event-type">{wordOf(eventsTexts.typeNames, type)}</span>
      <span className="obs-event-text obs-foreign">
        {agent !== null && <b>{agent} </b>}
        {briefText(message)}
      </span>
    </>
  );
  const className = `obs-event-line is-${severity}`;
  return execution_id === null ? (
    <div className={className}>{line}</div>
  ) : (
    <Link href={executionPath(execution_id)} className={className}>
      {line}
    </Link>
  );
}
