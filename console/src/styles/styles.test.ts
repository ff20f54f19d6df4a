import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folders = [import.meta.dirname, join(import.meta.dirname, '../page')];
const sheets = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.css') && name !== 'index.css')
    .map((name) => ({
      name,
      text: readFileSync(join(folder, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''),
    })),
);

/** Selectors of a sheet, those within media queries too; not those of keyframes. */
const selectorsOf = (text: string): string[] =>
  [...text.replace(/@keyframes [^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '').matchAll(/([^{};]+)\{/g)]
    .map(([, selector = '']) => selector.trim())
    .filter((selector) => !selector.startsWith('@'))
    .flatMap((selector) => selector.split(/,(?![^(]*\))/))
    .map((selector) => selector.trim());

test('a class has its looks from one style sheet: two that mean different things by it would mix', () => {
  const homes = new Map<string, Set<string>>();
  for (const { name, text } of sheets) {
    for (const selector of selectorsOf(text)) {
      // A class by itself, with modifiers at most; what stands within another is that one's to say.
      const [, owner] = /^(?::where\(\.obs\) )?[a-z]*\.(obs-[a-z0-9-]+)[^ >+~]*$/.exec(selector) ?? [];
      if (owner) homes.set(owner, (homes.get(owner) ?? new Set()).add(name));
    }
  }
  const shared = [...homes]
    .filter(([, names]) => names.size > 1)
    .map(([owner, names]) => `${owner}: ${[...names]}`);
  expect(homes.size).toBeGreaterThan(100);
  expect(shared).toEqual([]);
});

test('no style reaches beyond .obs', () => {
  const loose = sheets
    .filter(({ name }) => name !== 'page.css')
    .flatMap(({ name, text }) => selectorsOf(text).map((selector) => ({ name, selector })))
    .filter(({ selector }) => !selector.includes('.obs'))
    .map(({ name, selector }) => `${name}: ${selector}`);
  expect(loose).toEqual([]);
});
