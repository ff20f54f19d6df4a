import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // Switched off in axe unless asked for: names that begin as what is seen does (2.5.3), targets of 24 pixels (2.5.8).
  rules: { 'label-content-name-mismatch': { enabled: true }, 'target-size': { enabled: true } },
};

/** Colours of what fades in are others for a moment; what moves for ever, as sketches do, is not waited for. */
const movesEnded = `Promise.race([
  new Promise((resolve) => setTimeout(resolve, 3_000)),
  Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    .map((one) => one.finished)),
]).then(() => {})`;

/** What axe finds wrong with a page for those who use it with a keyboard, a screen reader or other eyes. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  await page.evaluate(movesEnded);
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  if (results.passes.length <= 15) throw new Error(`axe looked at ${results.passes.length} rules only`);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
