import { type Browser, chromium } from 'playwright-core';

/** For all that a page waits for: a machine with much else to do takes more than the half minute that is usual. */
export const PATIENCE_MS = 60_000;

/** Debian's Chromium, with more arguments where they are given; another by CHROMIUM_PATH. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
