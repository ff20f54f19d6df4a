import { commandWithoutValues } from '../databases/redis-command.ts';
import { watchedDatabase } from '../databases/watched-database.ts';
import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const redis: Library = {
  name: 'redis',
  // Since redis 4 the client is a package of its own.
  packages: ['redis', '@redis/client', '@node-redis/client'],
  make: () => {
    const { RedisInstrumentation } = instrumentationPackages().redis();
    return watchedDatabase(new RedisInstrumentation({ dbStatementSerializer: commandWithoutValues }));
  },
};
