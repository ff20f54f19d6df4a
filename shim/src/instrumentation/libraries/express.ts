import type { Library } from '../library.ts';

export const express: Library = {
  name: 'express',
  packages: ['express'],
  fingerprint: 'app.use() requires a middleware function',
  make: (load) => {
    const { ExpressInstrumentation } = load(
      '@opentelemetry/instrumentation-express',
    ) as typeof import('@opentelemetry/instrumentation-express');
    return new ExpressInstrumentation();
  },
};
