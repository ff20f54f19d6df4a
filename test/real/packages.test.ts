import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubProcess } from '../support/hub-process.ts';

/** The packages as users get them: packed, and installed into empty projects. */

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'observatory-packages-'));
const tarballs: Record<string, string> = {};

// Vitest's own NODE_ENV would make vite build the page with React's development half.
const env = { ...process.env, NODE_ENV: '' };
const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** An empty project with these packages installed from their tarballs. */
function project(
  name: string,
  manifest: object,
  packages: readonly string[],
  others: readonly string[] = [],
): string {
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name, private: true, ...manifest }));
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', ...packages.map((one) => tarballs[one] ?? one), ...others],
    dir,
  );
  return dir;
}

const program = `
const answer = await agentTracking.trackExecution('packed', 'try', async () => 42);
createLogger('packed').info('done', { userId: 'u1' });
if (answer !== 42) throw new Error('the answer was ' + answer);
console.log('answer', answer);
`;

beforeAll(() => {
  // As root, the hub's database runs as another user, which must get to its data.
  chmodSync(folder, 0o755);
  run('npm', ['run', 'build'], root);
  for (const workspace of ['shim', 'console', 'hub']) {
    run('npm', ['pack', '--silent', '--workspace', workspace, '--pack-destination', folder], root);
  }
  for (const file of readdirSync(folder)) {
    const [, name] = /^observatory-([a-z]+)-/.exec(file) ?? [];
    if (name) tarballs[name] = join(folder, file);
  }
  expect(Object.keys(tarballs).sort()).toEqual(['console', 'hub', 'shim']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed shim', () => {
  test('works in an ECMAScript module', () => {
    const dir = project('esm', { type: 'module' }, ['shim'], ['@opentelemetry/api@^1.9.0']);
    writeFileSync(
      join(dir, 'main.js'),
      `import { agentTracking, createLogger } from '@observatory/shim';${program}`,
    );
    expect(run(process.execPath, ['main.js'], dir)).toContain('answer 42');
  });

  test('works in CommonJS', () => {
    const dir = project('cjs', { type: 'commonjs' }, ['shim'], ['@opentelemetry/api@^1.9.0']);
    writeFileSync(
      join(dir, 'main.js'),
      `const { agentTracking, createLogger } = require('@observatory/shim');(async () => {${program}})();`,
    );
    expect(run(process.execPath, ['main.js'], dir)).toContain('answer 42');
  });

  test('has types that a strict project accepts', () => {
    const dir = project(
      'types',
      { type: 'module' },
      ['shim'],
      ['@opentelemetry/api@^1.9.0', 'typescript@~6.0.3', '@types/node@24'],
    );
    writeFileSync(
      join(dir, 'main.ts'),
      `import { agentTracking, createLogger } from '@observatory/shim';\nimport { Attr } from '@observatory/shim/conventions';\nexport const name: string = Attr.agentName;\n${program}`,
    );
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      'main.ts',
    ];
    expect(run(join(dir, 'node_modules/.bin/tsc'), options, dir)).toBe('');
  });

  test('is laid out as publint and are-the-types-wrong want it', () => {
    run('npx', ['publint', '--strict', tarballs.shim ?? ''], root);
    run('npx', ['attw', tarballs.shim ?? '', '--profile', 'node16'], root);
  });
});

describe('the packed hub', () => {
  test('starts, serves the page and answers', async () => {
    const dir = project('hub', { type: 'module' }, ['shim', 'console', 'hub']);
    const hub = new HubProcess(
      {
        PORT: '0',
        OBSERVATORY_OTLP_HTTP_PORT: '0',
        OBSERVATORY_OTLP_GRPC_PORT: '0',
        OBSERVATORY_DATA_DIR: join(dir, 'data'),
      },
      join(dir, 'node_modules/@observatory/hub/dist/main.js'),
    );
    try {
      const { url } = await hub.ready;
      const page = await fetch(url, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('<div id="root">');
      expect(await (await fetch(`${url}/api/v1/executions`)).json()).toEqual({
        executions: [],
        next_cursor: null,
      });
    } finally {
      await hub.stop();
    }
  });
});
