import type { Library } from '../library.ts';

export const express: Library = {
  name: 'express',
  packages: ['express'],
  make: (load) => {
    const { ExpressInstrumentation } = load(
      '@opentelemetry/instrumentation-express',
    ) as typeof import('@opentelemetry/instrumentation-express');
    return new ExpressInstrumentation();
  },
};
