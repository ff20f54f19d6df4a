import { commandForm } from '../databases/mongodb-command.ts';
import { watchedDatabase } from '../databases/watched-database.ts';
import type { Library } from '../library.ts';

export const mongodb: Library = {
  name: 'mongodb',
  packages: ['mongodb'],
  make: (load) => {
    const { MongoDBInstrumentation } = load(
      '@opentelemetry/instrumentation-mongodb',
    ) as typeof import('@opentelemetry/instrumentation-mongodb');
    return watchedDatabase(
      new MongoDBInstrumentation({ dbStatementSerializer: commandForm, requireParentSpan: false }),
    );
  },
};
