import { classNames } from '../parts/class-names.ts';
import type { Lane } from './lanes.ts';

const HEIGHT = 26;
/** One moment alone is still seen. */
const LEAST = 7;

/** One lane: a bar for each part of the stretch in which something happened, those with failures in their colour. */
export function LaneTrack({ lane, parts }: { readonly lane: Lane; readonly parts: number }) {
  const most = Math.max(...lane.bins.map(({ count }) => count));
  return (
    <svg
      className="obs-lane-track"
      viewBox={`0 0 ${parts} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {lane.bins.map(({ at, count, failed, warned }) => {
        const height = LEAST + (HEIGHT - LEAST) * Math.sqrt((count - 1) / Math.max(1, most - 1));
        return (
          <rect
            key={at}
            className={classNames('obs-lane-bar', failed > 0 ? 'is-failed' : warned > 0 && 'is-warned')}
            x={at}
            y={HEIGHT - height}
            width={0.82}
            height={height}
          />
        );
      })}
    </svg>
  );
}
