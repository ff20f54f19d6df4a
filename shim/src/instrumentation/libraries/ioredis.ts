import { commandWithoutValues } from '../databases/redis-command.ts';
import { watchedDatabase } from '../databases/watched-database.ts';
import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const ioredis: Library = {
  name: 'ioredis',
  packages: ['ioredis'],
  make: () => {
    const { IORedisInstrumentation } = instrumentationPackages().ioredis();
    const sent = new WeakSet<object>();
    const instrumentation = new IORedisInstrumentation({
      dbStatementSerializer: commandWithoutValues,
      requireParentSpan: false,
      // What waited for the connection, or is sent again after it broke, comes by here once more.
      requestHook(span, { cmdArgs }) {
        if (sent.has(cmdArgs)) span.end = () => undefined;
        else sent.add(cmdArgs);
      },
    });
    // Queues poll by it all the time: spans of their own would be a trace each.
    return watchedDatabase(instrumentation, { onlyWithin: true });
  },
};
