import { openApiDocument } from './openapi.ts';

/** Prints the OpenAPI document; `npm run openapi -w hub` keeps it in hub/openapi.json. */
process.stdout.write(`${JSON.stringify(await openApiDocument(), null, 2)}\n`);
