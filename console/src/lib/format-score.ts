/** A score with two digits, larger ones with one or none: `0.69`, `4.5`, `87`. */
export function formatScore(score: number): string {
  const size = Math.abs(score);
  if (size >= 100) return score.toFixed(0);
  return score.toFixed(size >= 10 ? 1 : 2);
}
