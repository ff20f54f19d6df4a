import { formatDuration } from '../lib/format-duration.ts';
import { formatCount } from '../lib/format-number.ts';
import { texts } from '../texts/common.ts';
import { overviewTexts } from '../texts/overview.ts';
import type { Analytics } from './dashboard-types.ts';

const words = overviewTexts.performance;
type Times = Analytics['response_times'];
type Bar = Times['distribution'][number];

/** The distribution of response times with its percentiles. */
export function ResponseTimes({ times }: { times: Times }) {
  const { distribution, executions } = times;
  if (executions === 0) return <p className="obs-quiet">{words.none}</p>;
  const bars = filled(distribution);
  const most = Math.max(...bars.map((bar) => bar.executions));
  return (
    <>
      <dl className="obs-percentiles">
        {(['p50', 'p95', 'p99'] as const).map((percentile) => (
          <div key={percentile}>
            <dt>{words.percentiles[percentile]}</dt>
            <dd>{durationOf(times[`${percentile}_ms`])}</dd>
          </div>
        ))}
      </dl>
      <ol className="obs-histogram">
        {bars.map((bar) => (
          <li key={bar.from_ms} title={words.bar(rangeOf(bar), formatCount(bar.executions))}>
            <span className="obs-histogram-bar" aria-hidden="true">
              <i style={{ blockSize: `${(bar.executions / most) * 100}%` }} />
            </span>
            <span className="obs-sr-only">{words.bar(rangeOf(bar), formatCount(bar.executions))}</span>
            <span className="obs-histogram-label" aria-hidden="true">
              {bar.to_ms === null ? '∞' : roughly(bar.to_ms)}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

const durationOf = (ms: number | null) => (ms === null ? texts.none : formatDuration(ms));

/** Without the empty bars at both ends, but never fewer than six, so that one bar is not the whole picture. */
export function filled(bars: readonly Bar[]): readonly Bar[] {
  const first = bars.findIndex(({ executions }) => executions > 0);
  const last = bars.findLastIndex(({ executions }) => executions > 0);
  const end = Math.min(bars.length, Math.max(last + 1, first + 6));
  return bars.slice(Math.max(0, Math.min(first, end - 6)), end);
}

function rangeOf({ from_ms, to_ms }: Bar): string {
  return to_ms === null ? words.above(formatDuration(from_ms)) : words.below(formatDuration(to_ms));
}

/** An upper bound in as few letters as a narrow bar has room for. */
function roughly(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  return `${Math.round(ms / 60_000)} m`;
}
