import { writeFileSync } from 'node:fs';
import { runbookIndex, runbookIndexFile } from '../../alerts/docs/runbook-index.ts';
import { openApiDocument } from '../../hub/src/api/openapi.ts';
import { pages } from '../../hub/src/docs/pages.ts';
import { hubApiFile, hubApiTypes } from '../../shim/src/client/write-hub-api.ts';
import { stackPages } from './pages.ts';

for (const [name, render] of Object.entries({ ...pages, ...stackPages })) {
  writeFileSync(new URL(`../../docs/${name}`, import.meta.url), render());
}

// Before the types, which are read from it.
const openApiFile = new URL('../../hub/openapi.json', import.meta.url);
writeFileSync(openApiFile, `${JSON.stringify(await openApiDocument(), null, 2)}\n`);
writeFileSync(hubApiFile, await hubApiTypes());

writeFileSync(runbookIndexFile, runbookIndex());
