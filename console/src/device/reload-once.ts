const NOTE = 'observatory-loaded-again';
/** A second failure within this time has another cause than a newer page. */
const AGAIN_MS = 60_000;
const RETRY_MS = 3_000;

/**
 * Loads the page again, once, where a file of it could not be had: the hub has a newer page, or was away. Not before the
 * hub answers, for what is on the page would be lost.
 */
export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', () => void reloadWhenThere(), { once: true });
}

async function reloadWhenThere(): Promise<void> {
  const last = Number(sessionStorage.getItem(NOTE) ?? 0);
  if (Date.now() - last < AGAIN_MS) return;
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  sessionStorage.setItem(NOTE, String(Date.now()));
  window.location.reload();
}

async function isThere(): Promise<boolean> {
  const response = await fetch('/index.html', { cache: 'no-store' }).catch(() => null);
  return response?.ok === true;
}
