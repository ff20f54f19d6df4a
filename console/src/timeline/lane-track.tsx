import { classNames } from '../parts/class-names.ts';
import type { Lane } from './lanes.ts';

const HEIGHT = 26;
/** One moment alone is still seen. */
const LEAST = 7;
/** One failure among many, too. */
const LEAST_FAULT = 5;

/** One lane: a bar for each part of the stretch in which something happened, the part of it that failed in its colour. */
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
        const bar = { x: at, width: 0.82 };
        const faults = failed > 0 ? failed : warned;
        const fault = faults === 0 ? 0 : Math.min(height, Math.max(LEAST_FAULT, (height * faults) / count));
        return (
          <g key={at}>
            <rect {...bar} className="obs-lane-bar" y={HEIGHT - height} height={height} />
            {fault > 0 && (
              <rect
                {...bar}
                className={classNames('obs-lane-bar', failed > 0 ? 'is-failed' : 'is-warned')}
                y={HEIGHT - fault}
                height={fault}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
