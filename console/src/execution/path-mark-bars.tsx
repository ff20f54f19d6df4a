import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import type { TimeRange } from '../lib/time-axis.ts';
import { executionTexts } from '../texts/execution.ts';
import type { RowPath } from './path-marks.ts';

interface PathMarksProps {
  readonly path: RowPath;
  readonly startMs: number;
  readonly range: TimeRange;
}

/** The stretches of a row that are on the critical path, as a line below its bar. */
export function PathMarks({ path, startMs, range }: PathMarksProps) {
  const length = range.endMs - range.startMs;
  const place = (ms: number) => `${((startMs + ms - range.startMs) / length) * 100}%`;
  return (
    <>
      {path.marks.map(({ fromMs, toMs }) => (
        <span
          key={fromMs}
          className="obs-path-mark"
          style={{ left: place(fromMs), width: `${((toMs - fromMs) / length) * 100}%` }}
        />
      ))}
      <span className="obs-sr-only">
        {executionTexts.path.mark(formatDuration(path.ms), formatShare(path.share))}
      </span>
    </>
  );
}
