import type { Library } from '../library.ts';

export const pg: Library = {
  name: 'pg',
  packages: ['pg', 'pg-pool'],
  make: (load) => {
    const { PgInstrumentation } = load(
      '@opentelemetry/instrumentation-pg',
    ) as typeof import('@opentelemetry/instrumentation-pg');
    return new PgInstrumentation();
  },
};
