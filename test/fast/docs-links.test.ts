import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*/README.md'], { cwd: root }).sort();

/** Targets of links and pictures that lie in the repository, without their anchors. */
function targetsOf(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:|^#/.test(target)).map((target) => target.replace(/#.*$/, ''));
}

describe('links of the pages', () => {
  test.each(pages)('%s leads nowhere that is missing', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const missing = targetsOf(text).filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(missing).toEqual([]);
  });

  test('pages that the code names exist', () => {
    const sources = globSync(['{hub,shim,infra,console}/src/**/*.{ts,tsx}', 'infra/**/*.ts'], { cwd: root });
    const named = sources.flatMap(
      (file) => readFileSync(join(root, file), 'utf8').match(/docs\/[a-z-]+\.md/g) ?? [],
    );
    expect([...new Set(named)].filter((page) => !existsSync(join(root, page)))).toEqual([]);
  });
});
