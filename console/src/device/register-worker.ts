import type { Hub } from '../hub/hub.ts';
import type { Place } from '../place/place.ts';

/** Registers the service worker of the built page, once the page is there, and does what it says. */
export function registerWorker(hub: Hub, place: Place): void {
  const { serviceWorker } = navigator;
  if (!import.meta.env.PROD || !serviceWorker) return;
  const register = () => {
    // Without it the page works as it does; it only keeps nothing.
    serviceWorker.register('/sw.js').catch(() => {});
  };
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'open' && 'path' in data) place.go(String(data.path));
    if (data.type === 'pushed') void hub.queries.invalidateQueries();
  });
}
