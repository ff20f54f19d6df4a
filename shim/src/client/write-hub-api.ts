import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

/** Where the types of the hub's API stand; `npm run docs` writes them anew, a test compares. */
export const hubApiFile = new URL('./hub-api.gen.ts', import.meta.url);

/** The types that hub/openapi.json describes, as the text of a module. */
export async function hubApiTypes(): Promise<string> {
  const document = readFileSync(new URL('../../../hub/openapi.json', import.meta.url), 'utf8');
  // Typedoc knows no such tag: a comment is a description anyway.
  const types = astToString(await openapiTS(JSON.parse(document))).replaceAll('@description ', '');
  return `// Written by \`npm run docs\` from hub/openapi.json.\n\n${types}`;
}
