import { texts } from '../texts/common.ts';

/** A score with at most two digits; a dash where there is none. */
export function formatScore(score: number | null): string {
  return score === null ? texts.none : String(Number(score.toFixed(2)));
}
