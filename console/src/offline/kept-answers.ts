/** The cache of the hub's last answers, that the service worker fills and reads. */
export const ANSWERS_CACHE = 'observatory-answers';
/** On an answer that was kept: when the hub gave it, ISO 8601. */
export const KEPT_AT = 'x-observatory-kept-at';

/** Forgets all answers that are kept on this device. Does nothing where the browser keeps none. */
export async function forgetAnswers(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(ANSWERS_CACHE).catch(() => false);
}
