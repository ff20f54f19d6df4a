import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hubApiFile, hubApiTypes } from './write-hub-api.ts';

it('has the types of hub/openapi.json; npm run docs writes them anew', async () => {
  expect(readFileSync(hubApiFile, 'utf8')).toBe(await hubApiTypes());
});
