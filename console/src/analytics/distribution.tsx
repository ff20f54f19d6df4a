import { Histogram } from '../charts/histogram.tsx';
import type { Analytics } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount } from '../lib/format-number.ts';
import { Panel } from '../parts/panel.tsx';
import { analyticsTexts as words } from '../texts/analytics.ts';
import { filledBuckets, placeOf } from './response-buckets.ts';

/** How many runs took how long, with the percentiles. */
export function Distribution({ times }: { readonly times: Analytics['response_times'] }) {
  const buckets = filledBuckets(times.distribution);
  const percentiles = [
    [words.percentiles.p50, times.p50_ms],
    [words.percentiles.p95, times.p95_ms],
    [words.percentiles.p99, times.p99_ms],
  ] as const;
  const ended = times.distribution.reduce((sum, { executions }) => sum + executions, 0);
  return (
    <Panel title={words.distribution} note={words.distributionNote(formatCount(ended))}>
      {buckets.length === 0 ? (
        <p className="is-absent">{words.noRuns}</p>
      ) : (
        <Histogram
          bars={buckets.map(({ from_ms, to_ms, executions }) => ({
            label:
              to_ms === null
                ? words.above(formatDuration(from_ms))
                : words.between(formatDuration(from_ms), formatDuration(to_ms)),
            tick: formatEdge(from_ms),
            value: executions,
          }))}
          marks={percentiles.flatMap(([label, ms]) =>
            ms === null ? [] : [{ label: `${label} ${formatDuration(ms)}`, at: placeOf(ms, buckets) }],
          )}
          color="--obs-series-1"
          summary={words.distributionSummary}
          heads={[words.took, words.columns.runs]}
          format={words.runs}
        />
      )}
    </Panel>
  );
}

/** Edges double from a tenth of a second on: two digits say them. */
const formatEdge = (ms: number) =>
  ms > 0 && ms < 60_000 ? `${Number((ms / 1_000).toPrecision(2))} s` : formatDuration(ms);
