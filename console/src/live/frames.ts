/** A page that is not drawn has no frames; then changes are told this often, in milliseconds. */
const WITHOUT_FRAMES_MS = 250;

/** Gathers what comes until the next frame is drawn, so that hundreds of changes cost one rendering. */
export function createFrameBatch<T>(deliver: (items: readonly T[]) => void): (item: T) => void {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    timer = undefined;
    frame = undefined;
    const items = waiting;
    waiting = [];
    deliver(items);
  };
  return (item) => {
    waiting.push(item);
    if (timer !== undefined) return;
    timer = setTimeout(flush, WITHOUT_FRAMES_MS);
    frame = requestAnimationFrame(flush);
  };
}
