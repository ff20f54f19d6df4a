import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const express: Library = {
  name: 'express',
  packages: ['express'],
  fingerprint: 'app.use() requires a middleware function',
  make: () => {
    const { ExpressInstrumentation } = instrumentationPackages().express();
    return new ExpressInstrumentation();
  },
};
