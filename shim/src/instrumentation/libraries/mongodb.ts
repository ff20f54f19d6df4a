import { commandForm } from '../databases/mongodb-command.ts';
import { watchedDatabase } from '../databases/watched-database.ts';
import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const mongodb: Library = {
  name: 'mongodb',
  packages: ['mongodb'],
  make: () => {
    const { MongoDBInstrumentation } = instrumentationPackages().mongodb();
    return watchedDatabase(
      new MongoDBInstrumentation({ dbStatementSerializer: commandForm, requireParentSpan: false }),
    );
  },
};
