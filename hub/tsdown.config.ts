import { defineConfig } from 'tsdown';

/**
 * The hub as a program. What is pure ECMAScript and large is bundled, so that a start reads a few files and not
 * thousands: it halves the time to the first answer and the memory at rest (docs/benchmarks.md).
 */
export default defineConfig({
  entry: ['src/main.ts', 'src/index.ts', 'src/probe.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node24',
  dts: false,
  // Beside the program, so that the package and the image have them.
  copy: [{ from: ['../alerts/runbooks', '../alerts/runbooks.json'], to: 'dist' }],
  fixedExtension: false,
  inputOptions: { resolve: { conditionNames: ['@observatory/source', 'node', 'import', 'default'] } },
  deps: {
    alwaysBundle: [
      /^@observatory\/shim/,
      /^drizzle-orm/,
      /^typebox/,
      /^@fastify\/type-provider-typebox/,
      /^zod/,
      /^yaml/,
      /^marked/,
    ],
    onlyBundle: false,
  },
});
