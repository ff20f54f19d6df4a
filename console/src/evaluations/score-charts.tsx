import { useMemo } from 'react';
import { Histogram } from '../charts/histogram.tsx';
import { TimeChart } from '../charts/time-chart.tsx';
import type { EvaluationGroup, EvaluationSummary } from '../hub/types.ts';
import { fillSeries } from '../lib/fill-series.ts';
import { formatScore } from '../lib/format-score.ts';
import { briefText } from '../lib/visible-text.ts';
import { Panel } from '../parts/panel.tsx';
import { evaluationsTexts as words } from '../texts/evaluations.ts';
import { placeOfScore, scoreTenths } from './score-tenths.ts';

type Part = ReturnType<typeof scoreTenths>[number];

function labelOf({ from, to }: Part): string {
  if (from === null) return words.below(String(to));
  return to === null ? words.above(String(from)) : words.between(String(from), String(to));
}

/** The name of what was judged by whom; of a group both. */
const titleOf = ({ group, name }: EvaluationGroup) =>
  briefText(group === name ? name : `${group ?? words.unknown}, ${name}`);

/** How often which score was given. */
export function ScoreDistribution({ group }: { readonly group: EvaluationGroup }) {
  const parts = scoreTenths(group.distribution);
  const { mean } = group;
  return (
    <Panel title={words.distribution(titleOf(group))}>
      {group.scored === 0 ? (
        <p className="is-absent">{words.noScores}</p>
      ) : (
        <Histogram
          bars={parts.map((part) => ({
            label: labelOf(part),
            tick: part.from === null ? '' : String(part.from),
            value: part.count,
          }))}
          marks={
            mean === null ? [] : [{ label: words.meanMark(formatScore(mean)), at: placeOfScore(mean, parts) }]
          }
          color="--obs-series-1"
          summary={words.distributionSummary(titleOf(group))}
          heads={[words.score, words.columns.count]}
          format={words.times}
        />
      )}
      {group.labels.length > 0 && (
        <p className="obs-card-note obs-foreign">{briefText(words.labels(group.labels))}</p>
      )}
    </Panel>
  );
}

/** The mean score over time. */
export function ScoreCourse({
  group,
  summary,
}: {
  readonly group: EvaluationGroup;
  readonly summary: EvaluationSummary;
}) {
  const { times, series } = useMemo(() => {
    const { times: all, at } = fillSeries(group.trend, summary.bucket_seconds, summary.from, summary.to);
    return {
      times: all,
      series: [
        {
          label: words.columns.mean,
          color: '--obs-series-1',
          form: 'points',
          values: all.map((time) => at(time)?.mean ?? null),
        },
      ] as const,
    };
  }, [group.trend, summary]);
  return (
    <Panel title={words.course(titleOf(group))}>
      <TimeChart
        times={times}
        series={series}
        summary={words.courseSummary(titleOf(group))}
        format={formatScore}
      />
    </Panel>
  );
}
