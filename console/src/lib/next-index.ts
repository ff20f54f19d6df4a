/** The place in a list that an arrow key leads to, round its ends; -1 as `at`: nothing is chosen yet, or not any more. */
export function nextIndex(at: number, step: 1 | -1, count: number): number {
  if (at < 0) return step > 0 ? 0 : count - 1;
  return (at + step + count) % Math.max(1, count);
}
