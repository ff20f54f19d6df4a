import { Attr } from '../../conventions/index.ts';
import { knownOperation } from '../databases/operations.ts';
import { withoutValues } from '../databases/sql-text.ts';
import { watchedDatabase } from '../databases/watched-database.ts';
import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const mysql2: Library = {
  name: 'mysql2',
  packages: ['mysql2'],
  make: () => {
    const { MySQL2Instrumentation } = instrumentationPackages().mysql2();
    const instrumentation = new MySQL2Instrumentation({
      // Otherwise the values are put into the text.
      maskStatement: true,
      maskStatementHook: (statement) => withoutValues(statement, 'mysql'),
    });
    return watchedDatabase(instrumentation, {
      operationOf: ({ [Attr.dbQueryText]: text }) => knownOperation('mysql', String(text ?? '')),
      nameOf: (operation) => operation,
    });
  },
};
