import { useNow } from '../hooks/use-now.ts';
import type { ConnectionLabel } from '../live/connection-label.ts';
import { texts } from '../texts/common.ts';

const words = texts.connection;

/** How the connection stands, in a word; counts down to the next try. */
export function ConnectionIndicator({ connection }: { connection: ConnectionLabel }) {
  const failing = connection.kind === 'reconnecting' || connection.kind === 'lost';
  return (
    <div className={`obs-connection is-${connection.kind}`} title={words.titles[connection.kind]}>
      <span className="obs-connection-dot" aria-hidden="true" />
      <span className="connection-word" aria-hidden="true">
        {failing ? <CountDown connection={connection} /> : words[connection.kind]}
      </span>
      {/* Spoken when it changes, not at each second of the count. */}
      <output className="obs-sr-only">{words.titles[connection.kind]}</output>
    </div>
  );
}

function CountDown({ connection }: { connection: Extract<ConnectionLabel, { retryAt: number }> }) {
  useNow(500);
  const seconds = Math.max(0, Math.ceil((connection.retryAt - Date.now()) / 1_000));
  return words[connection.kind](seconds);
}
