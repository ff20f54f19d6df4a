/** Asking the kernel takes some ten microseconds, and memory does not move faster than this. */
const MAX_AGE_MS = 100;
let bytes = 0;
let readAt = Number.NEGATIVE_INFINITY;

/** Resident memory of the process, at most 100 ms old. */
export function residentBytes(): number {
  const now = performance.now();
  if (now - readAt > MAX_AGE_MS) {
    bytes = process.memoryUsage.rss();
    readAt = now;
  }
  return bytes;
}
