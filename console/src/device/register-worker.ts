import type { Hub } from '../hub/hub.ts';
import type { Place } from '../place/place.ts';

const WAIT_MS = 3_000;

/** Registers the service worker of the built page, a while after the page is there, and does what it says. */
export function registerWorker(hub: Hub, place: Place): void {
  const { serviceWorker } = navigator;
  if (!import.meta.env.PROD || !serviceWorker) return;
  const register = () => {
    // Without it the page works as it does; it only keeps nothing.
    serviceWorker.register('/sw.js').catch(() => {});
  };
  // It fetches all pages, which are not to come in the way of the one that is being opened.
  setTimeout(register, WAIT_MS);
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'open' && 'path' in data) place.go(String(data.path));
    if (data.type === 'pushed') void hub.queries.invalidateQueries();
  });
}
