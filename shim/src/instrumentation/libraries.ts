import { express } from './libraries/express.ts';
import { http } from './libraries/http.ts';
import { pg } from './libraries/pg.ts';
import { undici } from './libraries/undici.ts';
import type { Library } from './library.ts';

/** Every library that the shim instruments. */
export const libraries: readonly Library[] = [
  http,
  undici,
  express,
  pg,
  // One a line.
];

/** Their names in `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS`. */
export const libraryNames: readonly string[] = libraries.map(({ name }) => name);
