import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

test('the types of the API are those of hub/openapi.json (npm run api -w console makes them anew)', async () => {
  const document = JSON.parse(readFileSync(new URL('../../../hub/openapi.json', import.meta.url), 'utf8'));
  const types = astToString(await openapiTS(document));
  const written = readFileSync(new URL('./schema.gen.ts', import.meta.url), 'utf8');
  expect(written.slice(written.indexOf('export interface paths'))).toBe(
    types.slice(types.indexOf('export interface paths')),
  );
});
