import { createObservable } from '../hub/observable.ts';

/** Chromium's event; other browsers install by their menu. */
interface InstallEvent extends Event {
  readonly prompt: () => Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** What the browser gave to install the page with; null where it offers nothing (more). */
export const installOffer = createObservable<InstallEvent | null>(null);

/** Takes note of the browser's offer, which comes once, early. */
export function awaitInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    installOffer.set(event as InstallEvent);
  });
  window.addEventListener('appinstalled', () => installOffer.set(null));
}

/** Asks the reader, in the browser's own window. */
export async function install(): Promise<void> {
  const offer = installOffer.get();
  installOffer.set(null);
  await offer?.prompt();
}
