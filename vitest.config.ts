import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/**
 * Files that begin with nothing loaded: they put the shim into their own process, which hooks itself into OpenTelemetry's
 * globals, the modules that are loaded and the console for as long as the process lives.
 */
const hooked = [
  'shim/**/*.test.ts',
  'examples/agents/**/*.test.ts',
  'test/fast/{shim-*,snapshots,ways-in,planted-secrets}.test.ts',
  // Once, after others in one process, expressions with (?i:…) matched as if it were not there.
  'collector/redaction-rules.test.ts',
];
/** All others share what is loaded with the files before: a hub's modules take longer to load than most tests run. */
const plain = [
  '{hub,console,infra,collector,alerts,dashboards}/**/*.test.{ts,tsx}',
  'test/{fast,load}/**/*.test.ts',
];
// Those that start many processes run with the real tests, so that this suite stays under three minutes.
const exclude = ['**/node_modules/**', '**/dist/**', '**/*.process.test.ts'];

function project(name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: { name, execArgv: ['--conditions=@observatory/source'], pool: 'forks', ...test },
  };
}

/** The fast suite: no network, nothing beyond what `npm ci` installed. */
export default defineConfig({
  ssr: {
    resolve: {
      conditions: ['@observatory/source', 'node', 'development|production'],
      externalConditions: ['@observatory/source', 'node'],
    },
  },
  test: {
    globalSetup: 'test/support/prepared-store.ts',
    setupFiles: 'test/support/one-seed.ts',
    // One more than there are cores: most files wait for a database or a child process now and then.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A second, as vitest has it, is short on a machine that does something else too.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      project('plain', { include: plain, exclude: [...exclude, ...hooked], isolate: false }),
      project('hooked', { include: hooked, exclude }),
    ],
  },
});
