import { defineConfig } from 'vitest/config';

/** Tests that share Docker's daemon and the names of images there. */
const onDocker = [
  'test/real/compose.test.ts',
  'test/real/compose-command.test.ts',
  'test/real/pulumi.test.ts',
  'test/real/pulumi-cli.test.ts',
];
const lane = process.env.REAL_LANE;

/** What starts real servers, browsers and other languages' clients; see CONTRIBUTING.md. */
export default defineConfig({
  ssr: {
    resolve: {
      conditions: ['@observatory/source', 'node', 'development|production'],
      externalConditions: ['@observatory/source', 'node'],
    },
  },
  test: {
    include:
      lane === 'docker'
        ? onDocker
        : ['test/real/**/*.test.ts', 'test/integrations/*.test.ts', '{shim,hub}/src/**/*.process.test.ts'],
    exclude: lane === 'servers' ? onDocker : [],
    globalSetup: ['test/support/servers.ts'],
    execArgv: ['--conditions=@observatory/source'],
    pool: 'forks',
    // Most of these tests wait for servers; more than three at once would measure the machine.
    fileParallelism: lane === 'servers',
    maxWorkers: lane === 'servers' ? 3 : 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
