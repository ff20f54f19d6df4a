import { type Expr, promql, sumOver, type Window } from '../../alerts/promql/expression.ts';

/**
 * What a recorded rate, of something a second, came to in the time that is looked at: minute by minute, so that a series
 * that was there for a part of the time counts for that part.
 */
export const inTime = (rate: Expr): Expr => promql`60 * ${sumOver(rate, '$__range:1m' as Window)}`;

/** The same where something came of it: whoever did nothing has no row. */
export const anyInTime = (rate: Expr): Expr => promql`${inTime(rate)} > 0`;
