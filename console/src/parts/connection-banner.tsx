import { useHub } from '../hub/hub-context.tsx';
import { formatClockSeconds } from '../lib/format-time.ts';
import type { ConnectionLabel } from '../live/connection-label.ts';
import { texts } from '../texts/common.ts';
import { Icon } from './icon.tsx';

/** Says across the page that what it shows is not live, and since when. */
export function ConnectionBanner({ connection }: { connection: ConnectionLabel }) {
  const { stream } = useHub();
  if (connection.kind !== 'lost' && connection.kind !== 'polling') return null;
  return (
    <div className={`obs-banner is-${connection.kind}`} role="alert">
      <Icon name="warn" />
      <p>
        {connection.kind === 'lost'
          ? texts.connection.lostBanner(formatClockSeconds(connection.downSince))
          : texts.connection.pollingBanner}
      </p>
      <button type="button" className="obs-button" onClick={stream.retryNow}>
        {texts.connection.tryNow}
      </button>
    </div>
  );
}
