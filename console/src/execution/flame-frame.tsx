import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { classNames } from '../parts/class-names.ts';
import { executionTexts } from '../texts/execution.ts';
import { kindWord } from './execution-words.ts';
import type { PlacedFrame } from './flame-layout.ts';

const words = executionTexts.flame;

interface FlameFrameBoxProps {
  readonly placed: PlacedFrame;
  readonly rowHeight: number;
  readonly widthPx: number;
  readonly totalMs: number;
  /** Part of the critical path that its step is, 0–1; null where it is not on it. */
  readonly pathShare: number | null;
  readonly isFound: boolean;
  readonly isDimmed: boolean;
  readonly isTabStop: boolean;
  readonly onZoom: () => void;
  readonly onFocus: () => void;
}

/** From so many pixels on there is room for a name, and for a time beside it. */
const ROOM_FOR_NAME = 34;
const ROOM_FOR_TIME = 130;

/** One frame of a flame graph. */
export function FlameFrameBox(props: FlameFrameBoxProps) {
  const { placed, rowHeight, widthPx, totalMs, pathShare } = props;
  const { frame, key, depth, left, width } = placed;
  const title = [
    words.frame(
      frame.name,
      kindWord(frame.kind),
      frame.count,
      formatDuration(frame.total_ms),
      formatShare(totalMs > 0 ? frame.value / totalMs : 0),
      formatDuration(frame.self_ms),
    ),
    ...(frame.errors > 0 ? [words.failed(frame.errors)] : []),
    ...(pathShare === null ? [] : [words.onPath(formatShare(pathShare))]),
  ].join(', ');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={false}
      title={title}
      tabIndex={props.isTabStop ? 0 : -1}
      data-frame={key}
      className={classNames(
        'obs-flame-frame',
        `is-${frame.kind}`,
        widthPx < ROOM_FOR_NAME && 'is-tiny',
        frame.errors > 0 && 'obs-has-failed',
        pathShare !== null && 'is-on-path',
        props.isFound && 'is-found',
        props.isDimmed && 'is-dimmed',
      )}
      style={{ top: depth * rowHeight, left: `${left * 100}%`, width: `${width * 100}%` }}
      onClick={props.onZoom}
      onFocus={props.onFocus}
    >
      <span className="obs-sr-only">{title}</span>
      {widthPx >= ROOM_FOR_NAME && (
        <span className="obs-flame-name obs-foreign" aria-hidden="true">
          {frame.name}
          {frame.count > 1 && ` ×${frame.count}`}
        </span>
      )}
      {widthPx >= ROOM_FOR_TIME && (
        <span className="obs-flame-time" aria-hidden="true">
          {formatDuration(frame.total_ms)}
        </span>
      )}
    </div>
  );
}
