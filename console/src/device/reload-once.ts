const NOTE = 'observatory-loaded-again';
/** A second failure within this time has another cause than a newer page. */
const AGAIN_MS = 60_000;

/** Loads the page again, once, where a file of it is gone because the hub has a newer page. */
export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', () => {
    const last = Number(sessionStorage.getItem(NOTE) ?? 0);
    if (Date.now() - last < AGAIN_MS) return;
    sessionStorage.setItem(NOTE, String(Date.now()));
    window.location.reload();
  });
}
