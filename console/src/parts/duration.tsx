import { useNow } from '../hooks/use-now.ts';
import { formatDuration, formatRunning } from '../lib/format-duration.ts';
import { toMs } from '../lib/format-time.ts';
import { useConnection } from '../live/use-connection.ts';

interface DurationProps {
  readonly startedAt: string;
  /** Milliseconds; null while running. */
  readonly durationMs: number | null;
  /** A running duration stands still. */
  readonly frozen?: boolean;
}

/** How long something took; ticks while it runs. */
export function Duration({ startedAt, durationMs, frozen = false }: DurationProps) {
  return durationMs === null ? (
    <RunningDuration startMs={toMs(startedAt)} frozen={frozen} />
  ) : (
    <span className="obs-figure">{formatDuration(durationMs)}</span>
  );
}

function RunningDuration({ startMs, frozen }: { startMs: number; frozen: boolean }) {
  // While the hub is out of reach nobody knows whether it still runs.
  const isLost = useConnection().kind === 'lost';
  const now = useNow(200, !frozen && !isLost);
  return <span className="obs-figure is-ticking">{formatRunning(now - startMs)}</span>;
}
