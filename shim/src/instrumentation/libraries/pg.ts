import { Attr } from '../../conventions/index.ts';
import { knownOperation } from '../databases/operations.ts';
import { withoutValues } from '../databases/sql-text.ts';
import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const pg: Library = {
  name: 'pg',
  packages: ['pg', 'pg-pool'],
  fingerprint: 'Client has already been connected. You cannot reuse a client.',
  make: () => {
    const { PgInstrumentation } = instrumentationPackages().pg();
    return new PgInstrumentation({
      requestHook(span, { connection, query }) {
        span.setAttribute(Attr.dbQueryText, withoutValues(query.text, 'postgresql'));
        if (query.name) return;
        // The instrumentation takes all up to the first space, which may be a value.
        const operation = knownOperation('postgresql', query.text);
        span.setAttribute(Attr.dbOperationName, operation);
        span.updateName(`pg.query:${operation} ${connection.database ?? ''}`.trimEnd());
      },
    });
  },
};
