import type { Page } from 'playwright-core';

/** Words of names that a line break parts, and tables that are wider than their place. */
export const brokenNames = (page: Page): Promise<{ readonly words: string[]; readonly tables: string[] }> =>
  page.evaluate(() => {
    const linesOf = (text: Node) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
    };
    const names = [...document.querySelectorAll('.obs-data-table .obs-name')];
    return {
      words: names
        .flatMap((name) => [...name.childNodes])
        .filter((node) => node instanceof Text && linesOf(node) > 1)
        .map((node) => node.textContent ?? ''),
      tables: [...document.querySelectorAll('.obs-data')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((table) => table.querySelector('table')?.getAttribute('aria-label') ?? ''),
    };
  });
