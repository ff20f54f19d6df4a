import type { GroupComparison } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatDollars, formatExactCount, formatShare } from '../lib/format-number.ts';
import { texts } from '../texts/common.ts';
import { compareTexts } from '../texts/compare.ts';
import { signed, signedCount, signedShare } from './format-difference.ts';

const words = compareTexts.groups.figures;

type Difference = GroupComparison['differences']['success_rate'];

/** The figures of two groups as rows: of a, of b, and the difference with its share. */
export function groupFigures({ a, b, differences }: GroupComparison) {
  const row = (
    title: string,
    of: readonly [number | null, number | null],
    format: (value: number) => string,
    difference: Difference,
    betterIs: 'less' | 'more' | null,
  ) => ({
    title,
    a: of[0] === null ? texts.none : format(of[0]),
    b: of[1] === null ? texts.none : format(of[1]),
    difference: saidOf(difference, format),
    tone: betterIs === null ? 0 : (difference.absolute ?? 0) * (betterIs === 'more' ? 1 : -1),
  });
  const whole = (value: number) => formatExactCount(Math.round(value));
  return [
    {
      title: words.runs,
      a: formatExactCount(a.matched),
      b: formatExactCount(b.matched),
      difference: signedCount(b.matched - a.matched),
    },
    {
      ...row(words.success, [a.success_rate, b.success_rate], formatShare, differences.success_rate, 'more'),
      difference: signedShare(differences.success_rate.absolute),
    },
    row(
      words.mean,
      [a.duration_ms.mean, b.duration_ms.mean],
      formatDuration,
      differences.duration_mean_ms,
      'less',
    ),
    row(
      words.p50,
      [a.duration_ms.p50, b.duration_ms.p50],
      formatDuration,
      differences.duration_p50_ms,
      'less',
    ),
    row(
      words.p95,
      [a.duration_ms.p95, b.duration_ms.p95],
      formatDuration,
      differences.duration_p95_ms,
      'less',
    ),
    row(words.tokens, [a.tokens.mean, b.tokens.mean], whole, differences.tokens_mean, null),
    row(words.cost, [a.cost_usd.mean, b.cost_usd.mean], formatDollars, differences.cost_mean_usd, 'less'),
    ...(a.unpriced_calls + b.unpriced_calls === 0
      ? []
      : [
          {
            title: words.unpriced,
            a: formatExactCount(a.unpriced_calls),
            b: formatExactCount(b.unpriced_calls),
            difference: signedCount(b.unpriced_calls - a.unpriced_calls),
          },
        ]),
  ];
}

function saidOf({ absolute, relative }: Difference, format: (value: number) => string): string {
  const by = signed(absolute, format);
  return relative === null || by === '0' ? by : `${by} (${signedShare(relative)})`;
}
