import { defineConfig } from 'vitest/config';

/** What starts real servers, browsers and other languages' clients; see CONTRIBUTING.md. */
export default defineConfig({
  ssr: {
    resolve: {
      conditions: ['@observatory/source', 'node', 'development|production'],
      externalConditions: ['@observatory/source', 'node'],
    },
  },
  test: {
    include: ['test/real/**/*.test.ts'],
    globalSetup: ['test/support/servers.ts'],
    execArgv: ['--conditions=@observatory/source'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
