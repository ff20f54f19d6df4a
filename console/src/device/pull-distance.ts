/** How far the finger must go, in pixels, for a release to refresh. */
export const RELEASE_PX = 72;
const MOST_PX = 110;

/** How far the page follows a finger that went down by so many pixels: less and less, as something that is pulled. */
export function pullDistance(fingerPx: number): number {
  if (fingerPx <= 0) return 0;
  return MOST_PX * (1 - Math.exp(-fingerPx / (1.6 * MOST_PX)));
}
