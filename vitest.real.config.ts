import { defineConfig } from 'vitest/config';
import { redFilesTo } from './test/support/red-files.ts';

/** Tests that share Docker's daemon and the names of images there. */
const onDocker = [
  'test/real/compose.test.ts',
  'test/real/compose-command.test.ts',
  'test/real/pulumi.test.ts',
  'test/real/pulumi-cli.test.ts',
];
/** Tests in a browser, which gives up what it is asking for whenever an address of the machine comes or goes, as Docker's do. */
const inBrowser = [
  'test/real/console*.test.ts',
  'test/real/{client-in-browser,cross-site,hostile-texts,runbooks}.test.ts',
];
const anywhere = [
  'test/real/**/*.test.ts',
  'test/integrations/*.test.ts',
  '{shim,hub}/src/**/*.process.test.ts',
];

/** Which tests run: those of one lane, or all where none is named. */
const lanes = {
  docker: { include: onDocker, exclude: [] },
  servers: { include: anywhere, exclude: [...onDocker, ...inBrowser] },
  browser: { include: inBrowser, exclude: [] },
  all: { include: anywhere, exclude: [] },
};
export type Lane = keyof typeof lanes;
const lane = (process.env.REAL_LANE ?? 'all') as Lane;
const { RED_FILES } = process.env;
const shares = lane === 'servers' || lane === 'browser';

/** What starts real servers, browsers and other languages' clients; see CONTRIBUTING.md. */
export default defineConfig({
  ssr: {
    resolve: {
      conditions: ['@observatory/source', 'node', 'development|production'],
      externalConditions: ['@observatory/source', 'node'],
    },
  },
  test: {
    ...lanes[lane],
    reporters: ['default', ...(RED_FILES ? [redFilesTo(RED_FILES)] : [])],
    globalSetup: ['test/support/servers.ts'],
    execArgv: ['--conditions=@observatory/source'],
    // A machine that is busy with other tests may take far longer than this one.
    env: { EVENTUALLY_MS: '60000' },
    pool: 'forks',
    // Most of these tests wait for servers; more than three at once would measure the machine.
    fileParallelism: shares,
    maxWorkers: shares ? 3 : 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
