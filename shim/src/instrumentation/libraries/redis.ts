import { commandWithoutValues } from '../databases/redis-command.ts';
import { watchedDatabase } from '../databases/watched-database.ts';
import type { Library } from '../library.ts';

export const redis: Library = {
  name: 'redis',
  // Since redis 4 the client is a package of its own.
  packages: ['redis', '@redis/client', '@node-redis/client'],
  make: (load) => {
    const { RedisInstrumentation } = load(
      '@opentelemetry/instrumentation-redis',
    ) as typeof import('@opentelemetry/instrumentation-redis');
    return watchedDatabase(new RedisInstrumentation({ dbStatementSerializer: commandWithoutValues }));
  },
};
