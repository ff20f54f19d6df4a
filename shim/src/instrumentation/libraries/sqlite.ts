import { patchDatabase, patchTagStore, type SqliteDriver } from '../databases/sqlite-statements.ts';
import type { Library } from '../library.ts';
import { patchMethod, prototypeOf } from '../patch-method.ts';

const driver: SqliteDriver = {
  textOf: (statement) => ('sourceSQL' in statement ? String(statement.sourceSQL) : ''),
  fileOf: (database) => {
    // Newer than the module itself.
    const file: unknown =
      'location' in database && typeof database.location === 'function' ? database.location() : undefined;
    return typeof file === 'string' ? file : undefined;
  },
};

/** The statements of `node:sqlite`, where Node has it; OpenTelemetry has no instrumentation of it. */
export const sqlite: Library = {
  name: 'sqlite',
  builtins: ['node:sqlite'],
  make: (load) => {
    const prototype = prototypeOf(loadQuietly(load), 'DatabaseSync');
    patchDatabase(prototype, driver);
    patchMethod(prototype, 'createTagStore', (create) => {
      return function (...given) {
        const store = create.apply(this, given);
        patchTagStore(store, this, driver);
        return store;
      };
    });
    return {};
  },
};

/** Before Node 24, loading it prints that it is experimental, to services too that do not use it. */
function loadQuietly(load: NodeJS.Require): object {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load('node:sqlite') as object;
  } finally {
    process.emitWarning = emitWarning;
  }
}
