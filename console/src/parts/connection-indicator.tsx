import { useNow } from '../hooks/use-now.ts';
import { usePaused } from '../hooks/use-paused.ts';
import type { ConnectionLabel } from '../live/connection-label.ts';
import { texts } from '../texts/common.ts';

const words = texts.connection;

/** How the connection stands, in a word; counts down to the next try. A press lets the page stand still, or go on. */
export function ConnectionIndicator({ connection }: { connection: ConnectionLabel }) {
  const [paused, setPaused] = usePaused();
  const failing = connection.kind === 'reconnecting' || connection.kind === 'lost';
  const state = words.titles[connection.kind];
  const press = paused ? words.goOn : words.standStill;
  return (
    <>
      <button
        type="button"
        className={`obs-connection is-${connection.kind}`}
        title={`${state}. ${press}`}
        aria-pressed={paused}
        onClick={() => setPaused(!paused)}
      >
        <span className="obs-connection-dot" aria-hidden="true" />
        <span className="connection-word">
          {failing ? <CountDown connection={connection} /> : words[connection.kind]}
        </span>
        <span className="obs-sr-only">{`. ${state}. ${press}`}</span>
      </button>
      {/* Spoken when it changes, not at each second of the count. */}
      <output className="obs-sr-only">{words.titles[connection.kind]}</output>
    </>
  );
}

function CountDown({ connection }: { connection: Extract<ConnectionLabel, { retryAt: number }> }) {
  useNow(500);
  const seconds = Math.max(0, Math.ceil((connection.retryAt - Date.now()) / 1_000));
  return words[connection.kind](seconds);
}
