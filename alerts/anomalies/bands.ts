import { deviationOver, type Expr, promql, type Recorded, recorded } from '../promql/expression.ts';
import type { Anomaly } from './anomaly.ts';

/** Samples of a day, one each five minutes, below which a series is too sparse to have a band: six hours. */
const ENOUGH_SAMPLES = 72;
/** Makes a median deviation as wide as a standard deviation where values are spread normally. */
const MAD_TO_DEVIATION = 1.4826;

/** What is recorded for an anomaly, in the order of evaluation; the band's sides only where its direction needs them. */
export function bandsOf<L extends string>(anomaly: Anomaly<L>) {
  const { name, by, unit, strategy, direction, margin, deviations, floor } = anomaly;
  const recording = (part: string, meaning: string, expr: Expr): Recorded<L> => ({
    record: `anomaly:${name}:${part}`,
    by,
    unit,
    meaning,
    expr,
  });
  const robust = strategy === 'robust';
  const middle = (range: Expr): Expr =>
    robust ? promql`quantile_over_time(0.5, ${range})` : promql`avg_over_time(${range})`;

  const level = recording('level', anomaly.meaning, anomaly.level);
  const spread = recording(
    'spread',
    robust
      ? 'Distance of the level from its median of three hours.'
      : 'Standard deviation of the level within three hours.',
    robust
      ? promql`abs(${recorded(level)} - ${middle(promql`${recorded(level)}[3h]`)})`
      : deviationOver(recorded(level), '3h'),
  );
  // The last hour is left out: what happens now does not widen the band that it is judged by.
  const day = promql`${recorded(spread)}[1d] offset 1h`;
  const deviation = recording(
    'deviation',
    'How much the level usually varies; absent in the first day and while the series is sparse.',
    promql`${robust ? promql`${MAD_TO_DEVIATION} * ${middle(day)}` : middle(day)} and count_over_time(${day}) >= ${ENOUGH_SAMPLES} and present_over_time(${recorded(spread)}[1d] offset 1d)`,
  );
  const sides = (['upper', 'lower'] as const).filter(
    (side) => direction === 'both' || (side === 'upper') === (direction === 'up'),
  );
  const bands = sides.map((side) => {
    const usual = recording(
      side === 'upper' ? 'usual_high' : 'usual_low',
      `The ${side === 'upper' ? 'highest' : 'lowest'} that is usual at this time: of the hours before, of yesterday and of a week ago.`,
      usualOf(side, recorded(level), middle(promql`${recorded(level)}[3h] offset 1h`)),
    );
    const width = widthOf(recorded(usual), recorded(deviation), { margin, deviations, floor });
    const band = recording(
      side,
      side === 'upper' ? 'The level is unusual above this.' : 'The level is unusual below this.',
      side === 'upper'
        ? promql`${recorded(usual)} + ${width}`
        : promql`clamp_min(${recorded(usual)} - ${width}, 0)`,
    );
    return { side, usual, band };
  });
  return { level, spread, deviation, bands };
}

/**
 * The most extreme of three references: the hours before the last one, the same time yesterday and a week ago. Of these
 * the hour around it counts, by its quarter, so that neither a short peak each day nor noise moves much. Until there is
 * a week, nearly all that was seen so far stands for it, so that the first Monday is no alarm; the rest is what a series
 * does in its first minutes.
 */
function usualOf(side: 'upper' | 'lower', level: Expr, before: Expr): Expr {
  const [extreme, most, nearly] = side === 'upper' ? ['max', 0.75, 0.98] : ['min', 0.25, 0.02];
  const of = (reference: string, expr: string) =>
    `label_replace(${expr}, "reference", "${reference}", "", "")`;
  const references = [
    of('before', before.promql),
    of('day', `quantile_over_time(${most}, ${level.promql}[1h] offset 23h30m)`),
    of(
      'week',
      `(quantile_over_time(${most}, ${level.promql}[1h] offset 167h30m) or quantile_over_time(${nearly}, ${level.promql}[6d] offset 1h))`,
    ),
  ];
  return { promql: `${extreme} without (reference) (${references.join(' or ')})` };
}

/** The widest of a share of what is usual, its deviations and the floor; absent without a deviation. */
function widthOf(
  usual: Expr,
  deviation: Expr,
  { margin, deviations, floor }: Pick<Anomaly, 'margin' | 'deviations' | 'floor'>,
): Expr {
  return promql`clamp_min(${deviations} * ${deviation} > ${margin} * ${usual} or ${margin} * ${usual} and ${deviation}, ${floor})`;
}
