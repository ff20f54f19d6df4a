import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stackPages } from './pages.ts';

test.each(Object.entries(stackPages))(
  'docs/%s is what the code says; npm run docs renews it',
  (name, render) => {
    expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(render());
  },
);
