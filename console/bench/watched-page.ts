import type { Page } from 'playwright-core';

/** What a page tells of itself while it is used (Performance API). */
const WATCH = `
  globalThis.watched = { paint: 0, events: new Map() };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.paint = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) watched.events.set(interactionId, Math.max(duration, watched.events.get(interactionId) ?? 0));
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) watched.events.set(interactionId, Math.max(duration, watched.events.get(interactionId) ?? 0));
    }
  }).observe({ type: 'first-input', buffered: true });
`;

/** Begins to watch a page, before it is opened. */
export async function watchPage(page: Page): Promise<void> {
  await page.addInitScript(WATCH);
}

/** When the largest part of the page was painted, in ms from its navigation. */
export function largestPaintMs(page: Page): Promise<number> {
  return page.evaluate<number>('watched.paint');
}

/** How long the interactions took since the last call, in ms until the next frame; those under 16 ms are not told. */
export async function interactions(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(
    '(() => { const d = [...watched.events.values()]; watched.events.clear(); return d; })()',
  );
}

/** Bytes of the scripts that were loaded, as they came over the wire. */
export function scriptBytes(page: Page): Promise<number> {
  return page.evaluate<number>(
    `performance.getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  );
}
