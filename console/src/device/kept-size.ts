import { ANSWERS_CACHE } from '../offline/kept-answers.ts';

/** How much this device keeps of the hub's answers. */
export async function keptSize(): Promise<{ readonly answers: number; readonly bytes: number }> {
  if (!('caches' in window) || !(await caches.has(ANSWERS_CACHE))) return { answers: 0, bytes: 0 };
  const cache = await caches.open(ANSWERS_CACHE);
  const answers = (await cache.matchAll()).filter(({ headers }) => headers.has('x-observatory-bytes'));
  const bytes = answers.reduce((sum, { headers }) => sum + Number(headers.get('x-observatory-bytes')), 0);
  return { answers: answers.length, bytes };
}
