import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The fast suite: no network, nothing beyond what `npm ci` installed. */
export default defineConfig({
  ssr: {
    resolve: {
      conditions: ['@observatory/source', 'node', 'development|production'],
      externalConditions: ['@observatory/source', 'node'],
    },
  },
  test: {
    include: [
      '{shim,hub,console,infra,collector,alerts,dashboards,examples/agents}/**/*.test.{ts,tsx}',
      'test/fast/**/*.test.ts',
    ],
    // Those that start many processes run with the real tests, so that this suite stays under three minutes.
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.process.test.ts'],
    execArgv: ['--conditions=@observatory/source'],
    globalSetup: 'test/support/prepared-store.ts',
    pool: 'forks',
    // One more than there are cores: most files wait for a database or a child process now and then.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
