import { setTimeout as pause } from 'node:timers/promises';
import type { CDPSession } from 'playwright-core';

const SAMPLE_MS = 10_000;
const MARK_S = 300;

interface Point {
  readonly s: number;
  readonly bytes: number;
}

/** What a page's heap holds after a collection, in bytes. */
async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** Bytes a second, of the line of least squares through the points. */
function slope(points: readonly Point[]): number {
  const mean = (pick: (point: Point) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [s, bytes] = [mean((point) => point.s), mean((point) => point.bytes)];
  return (
    points.reduce((sum, point) => sum + (point.s - s) * (point.bytes - bytes), 0) /
    points.reduce((sum, point) => sum + (point.s - s) ** 2, 0)
  );
}

const megabytes = (value: number) => (value / 1024 / 1024).toFixed(1);

/**
 * Watches the heaps of pages for so many seconds. Says of each what it held on average in the second half, what it grew by
 * in an hour by the line through that half, and what it held every five minutes. What was loaded, compiled and cached in
 * the first half is no growth.
 */
export async function heapGrowth(
  sessions: readonly CDPSession[],
  seconds: number,
  tell: (mark: string) => void,
): Promise<string[]> {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  const all = sessions.map((): Point[] => []);
  let marks = 0;
  while (elapsed() < seconds) {
    await pause(SAMPLE_MS);
    for (const [at, session] of sessions.entries())
      all[at]?.push({ s: elapsed(), bytes: await heapBytes(session) });
    if (elapsed() < (marks + 1) * MARK_S) continue;
    marks += 1;
    const held = all.map((points) => megabytes(points.at(-1)?.bytes ?? Number.NaN));
    tell(`after ${(marks * MARK_S) / 60} minutes: ${held.join(' and ')} MB`);
  }
  return all.map((points) => {
    const later = points.slice(Math.floor(points.length / 2));
    const mean = later.reduce((sum, { bytes }) => sum + bytes, 0) / later.length;
    const growth = later.length < 3 ? 'too short to grow' : `${megabytes(slope(later) * 3600)} MB an hour`;
    return `${megabytes(mean)} MB, ${growth}`;
  });
}
