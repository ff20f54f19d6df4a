import { useNow } from '../hooks/use-now.ts';
import { formatAbsolute, formatAgo, toMs } from '../lib/format-time.ts';

/** A time as how long ago it was, the full time on hover. */
export function Ago({ time, frozen = false }: { time: string; frozen?: boolean }) {
  const now = useNow(5_000, !frozen);
  const ms = toMs(time);
  return (
    <time dateTime={time} title={formatAbsolute(ms)}>
      {formatAgo(ms, now)}
    </time>
  );
}

/** A time in full, how long ago on hover. */
export function Absolute({ time }: { time: string }) {
  const now = useNow(5_000);
  const ms = toMs(time);
  return (
    <time dateTime={time} title={formatAgo(ms, now)}>
      {formatAbsolute(ms)}
    </time>
  );
}
