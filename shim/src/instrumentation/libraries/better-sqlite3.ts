import { patchDatabase } from '../databases/sqlite-statements.ts';
import type { Library } from '../library.ts';
import { prototypeOf } from '../patch-method.ts';

const platforms = ['linux', 'linuxmusl', 'darwin', 'win32'].flatMap((system) => [
  `${system}-x64`,
  `${system}-arm64`,
]);

/** The statements of better-sqlite3; OpenTelemetry has no instrumentation of it. */
export const betterSqlite3: Library = {
  name: 'better-sqlite3',
  packages: ['better-sqlite3'],
  patched: ['index', ...platforms].map((name) => `lib/${name}.js`),
  make: () => ({
    patch(exports) {
      patchDatabase(prototypeOf(exports, 'Database'), {
        textOf: (statement) => textIn(statement, 'source') ?? '',
        fileOf: (database) => textIn(database, 'name'),
      });
    },
  }),
};

function textIn(holder: object, name: string): string | undefined {
  const text = (holder as Record<string, unknown>)[name];
  return typeof text === 'string' ? text : undefined;
}
