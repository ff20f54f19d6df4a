import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApiDocument } from '../api/openapi.ts';
import { pages } from './pages.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test.each(Object.entries(pages))('docs/%s is what the code says; npm run docs renews it', (name, render) => {
  expect(read(`docs/${name}`)).toBe(render());
});

test('hub/openapi.json is what the routes say; npm run docs renews it', async () => {
  expect(JSON.parse(read('hub/openapi.json'))).toEqual(JSON.parse(JSON.stringify(await openApiDocument())));
});
