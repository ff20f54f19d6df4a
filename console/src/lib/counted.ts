import { formatExactCount } from './format-number.ts';

/** The word for one of something, or that for any other number of it. */
export const wordFor = (value: number, one: string, many: string): string => (value === 1 ? one : many);

/** A number with its word: `1 run`, `2,000 runs`. */
export const counted = (value: number, one: string, many: string): string =>
  `${formatExactCount(value)} ${wordFor(value, one, many)}`;
