import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publicNames } from '../support/public-names.ts';

/** Whatever `@observatory/shim` exports has a doc comment, a test from outside and an example. */

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
type Source = string | { readonly default: string };
const manifest = JSON.parse(read('shim/package.json')) as {
  readonly exports: Record<string, string | { readonly '@observatory/source': Source }>;
};
const entries = Object.entries(manifest.exports).flatMap(([entry, target]) => {
  if (typeof target === 'string') return [];
  const source = target['@observatory/source'];
  return [{ entry, source: typeof source === 'string' ? source : source.default }];
});

const tests = globSync('{shim/src/**,hub/src/**,test/{fast,real,integrations}}/*.test.ts', {
  cwd: root,
}).map(read);
const programs = globSync('{infra,collector,alerts,dashboards,hub,console,examples}/**/*.{ts,tsx,mjs,js}', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**'],
}).map(read);
const examples = [
  ...globSync('examples/**/*.{ts,mjs,cjs,js}', { cwd: root, exclude: ['**/node_modules/**'] }).map(read),
  ...globSync('{docs,shim}/*.md', { cwd: root }).flatMap(codeBlocks),
];

/** The fenced pieces of TypeScript and JavaScript of a page. */
function codeBlocks(page: string): string[] {
  return [...read(page).matchAll(/```(?:ts|js)\n(.*?)```/gs)].map(([, code = '']) => code);
}

/** Names that a text takes from the package, by its name or, in the shim's own tests, by the entry's source. */
function takes(text: string, name: string, entry: string): boolean {
  const from = entry === '.' ? String.raw`(?:@observatory/shim|(?:\.\./)+index\.ts|\./index\.ts)` : '';
  const path = from || String.raw`[^'"]*${entry.slice(2)}(?:/index\.ts|\.ts)?`;
  const imports = new RegExp(
    String.raw`(?:import|export|const)\s*\{([^}]*)\}\s*(?:from|=\s*(?:await\s+)?(?:import|require)\()\s*['"]${path}['"]`,
    'g',
  );
  return [...text.matchAll(imports)].some(([, names = '']) =>
    new RegExp(String.raw`\b${name}\b`).test(names),
  );
}

const known = new Map(
  entries.map(({ entry, source }) => [entry, publicNames(join(root, 'shim', source), root)]),
);
const namesOf = (entry: string) => known.get(entry) ?? [];

describe.each(entries)('$entry', ({ entry }) => {
  const names = namesOf(entry);
  const values = names.filter(({ isValue }) => isValue).map(({ name }) => name);
  const word = (name: string) => new RegExp(String.raw`\b${name}\b`);

  test('has a doc comment on each export', () => {
    expect(names.filter(({ isDocumented }) => !isDocumented).map(({ name }) => name)).toEqual([]);
  });

  test('has a test from outside of each value', () => {
    // Names and numbers of the conventions are proven where they are used: by the hub, the rules, the dashboards.
    const users = entry === './conventions' ? [...tests, ...programs] : tests;
    expect(values.filter((name) => !users.some((text) => takes(text, name, entry)))).toEqual([]);
  });

  test('has an example of each value', () => {
    if (entry === './conventions') return;
    expect(values.filter((name) => !examples.some((text) => word(name).test(text)))).toEqual([]);
  });
});

describe('the table of names', () => {
  const rows = [...read('docs/names.md').matchAll(/^\|[^|]*\| (`.*) \| `@observatory\/shim(\/\w+)?` \|$/gm)];

  test('has a row for each described system', () => {
    expect(rows.length).toBeGreaterThan(15);
  });

  test.each(rows.map(([, here = '', entry = '']) => ({ here, entry: `.${entry}` })))(
    '$here is exported by $entry',
    ({ here, entry }) => {
      const [, name = ''] = /`(\w+)/.exec(here) ?? [];
      expect(namesOf(entry).map((exported) => exported.name)).toContain(name);
    },
  );
});
