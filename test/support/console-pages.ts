import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';

/** Every page of the console that needs no name of anything, by its path. */
export const consolePages = [
  '/',
  '/executions',
  '/compare',
  '/agents',
  '/workflows',
  '/analytics',
  '/errors',
  '/events',
  '/cost',
  '/evaluations',
  '/map',
  '/timeline',
  '/alerts',
  '/alerts/rules',
  '/alerts/silences',
  '/alerts/channels',
  '/query',
  '/boards',
  '/admin',
  '/admin/people',
  '/admin/keys',
  '/admin/projects',
  '/admin/privacy',
  '/admin/redaction',
  '/admin/encryption',
  '/admin/audit',
  '/sessions',
  '/users',
] as const;

/** Places on the screen where an answer is still waited for; what is further down is asked for when it is scrolled to. */
const waitingOnScreen = `[...document.querySelectorAll('.obs-skeleton')]
  .filter((sketch) => sketch.getBoundingClientRect().top < innerHeight).length`;

/** Goes to a path as a link within the page does, and waits until nothing on the screen is on its way. */
export async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await settled(page, path);
}

/** Waits until a page has its title and nothing on the screen is on its way. */
export async function settled(page: Page, what: string): Promise<void> {
  await page.locator('main :is(h1, h2)').first().waitFor();
  await eventually(async () => expect(await page.evaluate(waitingOnScreen), what).toBe(0), 60_000);
}

/** How often a page says that it, or a part of it, broke. */
export const brokenParts = (page: Page): Promise<number> =>
  page.getByText(/fault of its own|This part could not be drawn/).count();
