import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsdown';

const CONVENTIONS = '@opentelemetry/semantic-conventions';

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
  inputOptions: {
    resolve: {
      conditionNames: ['@observatory/source', 'node', 'import', 'default'],
      // Its CommonJS form calls its own parts what the bundler calls them: the bundle then ends as it is loaded.
      alias: { [CONVENTIONS]: fileURLToPath(import.meta.resolve(CONVENTIONS)) },
    },
  },
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
