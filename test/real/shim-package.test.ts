import { execFile } from 'node:child_process';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../shim/src/testing/otlp-receiver.ts';
import { nodePrograms, Packed, run } from '../support/packed.ts';

/** The shim as users get it: packed, and installed into empty projects, on the oldest Node that it promises and on ours. */

const root = resolve(import.meta.dirname, '../..');
const execute = promisify(execFile);

const names = ['agentTracking', 'createLogger', 'eventStream', 'getMetrics', 'init'].join(', ');
const body = `
await init({ serviceName: 'packed' });
const seen = new Set();
eventStream.subscribeToAll((event) => seen.add(event.type));
const answer = await agentTracking.trackExecution('packed-agent', 'try', () => agentTracking.trackStep('think', async () => 42));
createLogger('packed').info('done', { userId: 'u1' });
getMetrics().incrementCounter('packed_total');
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify({ answer, seen: [...seen], attribute: Attr.agentName, health: typeof createHealth, client: typeof createClient }));
`;
const programs = {
  module: `import { ${names} } from '@observatory/shim';
import { Attr } from '@observatory/shim/conventions';
import { createHealth } from '@observatory/shim/health';
import { createClient } from '@observatory/shim/client';
${body}`,
  commonjs: `const { ${names} } = require('@observatory/shim');
const { Attr } = require('@observatory/shim/conventions');
const { createHealth } = require('@observatory/shim/health');
const { createClient } = require('@observatory/shim/client');
(async () => {${body}})();`,
} as const;
const kinds = ['module', 'commonjs'] as const;
const apis = ['1.9', '1.10'] as const;
const versions = ['20', '24'] as const;

let packed: Packed;
let nodes: ReturnType<typeof nodePrograms>;
let receiver: OtlpReceiver;

beforeAll(async () => {
  packed = new Packed(['shim']);
  nodes = nodePrograms(packed);
  receiver = await startOtlpReceiver();
}, 300_000);
afterAll(async () => {
  await receiver?.close();
  packed?.remove();
});

describe.each(kinds.flatMap((kind) => apis.map((api) => ({ kind, api }))))(
  'an empty project of type $kind with @opentelemetry/api $api',
  ({ kind, api }) => {
    let dir: string;
    beforeAll(() => {
      dir = packed.project(`${kind}-${api}`, { type: kind }, ['shim', `@opentelemetry/api@~${api}.0`]);
      writeFileSync(join(dir, 'main.js'), programs[kind]);
    }, 300_000);

    test('has the one copy of the API that it asked for', () => {
      // npm may call 1.10 "invalid", since SDK 2.x does not name it as a peer; it installs it all the same, and once.
      const copies = globSync('node_modules/**/@opentelemetry/api/package.json', { cwd: dir });
      expect(copies).toEqual(['node_modules/@opentelemetry/api/package.json']);
      const { version } = JSON.parse(readFileSync(join(dir, copies[0] ?? ''), 'utf8')) as { version: string };
      expect(version.startsWith(`${api}.`)).toBe(true);
    });

    test.each(versions)('is seen, on Node %s', async (version) => {
      receiver.clear();
      const { stdout, stderr } = await execute(nodes[version], ['main.js'], {
        cwd: dir,
        env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, PROMETHEUS_PORT: '0' },
        timeout: 60_000,
      });
      const last = stdout.trim().split('\n').at(-1) ?? '';
      expect(JSON.parse(last)).toEqual({
        answer: 42,
        seen: ['execution_start', 'step_start', 'step_end', 'execution_end'],
        attribute: 'gen_ai.agent.name',
        health: 'function',
        client: 'function',
      });
      expect(stderr).toContain('packed: traces, metrics, logs to');
      expect(stderr).not.toContain('Warning');
      expect(receiver.spans.map(({ name }) => name).toSorted()).toEqual([
        'invoke_agent packed-agent',
        'think',
      ]);
      expect(receiver.logs.map(({ body: text }) => text)).toContain('done');
      expect(receiver.events().length).toBeGreaterThanOrEqual(4);
      expect(receiver.points.map(({ name }) => name)).toContain('packed_total');
    });
  },
);

describe.each(versions)('a CommonJS service under node --import, on Node %s', (version) => {
  test('flushes and sets up what was preloaded, though it has the other build of the shim', async () => {
    receiver.clear();
    const dir = packed.project(`preloaded-${version}`, { type: 'commonjs' }, ['shim']);
    writeFileSync(
      join(dir, 'main.js'),
      `const { agentTracking, flush, init } = require('@observatory/shim');
       (async () => {
         await init();
         await agentTracking.trackExecution('packed-agent', 'try', () => 1);
         await flush();
         process.exit();
       })();`,
    );
    const { stderr } = await execute(nodes[version], ['--import', '@observatory/shim/register', 'main.js'], {
      cwd: dir,
      env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, PROMETHEUS_PORT: '0' },
      timeout: 60_000,
    });
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('traces, metrics, logs to')]);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['invoke_agent packed-agent']);
  });
});

describe('a strict TypeScript project', () => {
  let dir: string;
  beforeAll(() => {
    const types = ['typescript@~6.0.3', '@types/node@24'];
    dir = packed.project('types', { type: 'module' }, ['shim', '@opentelemetry/api@~1.9.0', ...types]);
    writeFileSync(join(dir, 'main.ts'), `${programs.module}\nexport const name: string = Attr.agentName;\n`);
  }, 300_000);

  test.each([
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ])('finds the types of every entry with module %s and resolution %s', (module, resolution) => {
    const options = ['--strict', '--noEmit', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
    options.push(
      '--target',
      'es2023',
      '--types',
      'node',
      '--module',
      module,
      '--moduleResolution',
      resolution,
    );
    expect(run(join(dir, 'node_modules/.bin/tsc'), [...options, 'main.ts'], dir)).toBe('');
  });
});

test('the package is laid out as publint and are-the-types-wrong want it', () => {
  const tarball = packed.tarballs.get('shim') ?? '';
  run('npx', ['publint', '--strict', tarball], root);
  run('npx', ['attw', tarball, '--profile', 'node16'], root);
});

describe('the size of the package', () => {
  /** Bytes of a module and of all that it imports from the package, each gzipped. */
  function sizeOf(file: string, seen = new Set<string>()): number {
    if (seen.has(file)) return 0;
    seen.add(file);
    const code = readFileSync(file, 'utf8');
    const inner = [...code.matchAll(/from "(\.[^"]+)"|import\("(\.[^"]+)"\)/g)];
    const others = inner.map(([, from, lazy]) => sizeOf(resolve(file, '..', from ?? lazy ?? ''), seen));
    return gzipSync(code).length + others.reduce((sum, size) => sum + size, 0);
  }

  // A budget is a tenth to a third above what the entry takes; raise one only with a reason in the commit.
  test.each([
    ['index.mjs', 180_000],
    ['client/index.mjs', 10_000],
    ['conventions/index.mjs', 24_000],
  ])('%s is at most %i bytes, gzipped, without its dependencies', (entry, budget) => {
    expect(sizeOf(join(root, 'shim/dist', entry))).toBeLessThan(budget);
  });

  // A fifth of it are the types of the hub's routes, twice: for import and for require.
  test('the tarball is at most 620,000 bytes', () => {
    expect(statSync(packed.tarballs.get('shim') ?? '').size).toBeLessThan(620_000);
  });
});

test('the API documentation is written without a warning', () => {
  run('npm', ['run', 'docs:api', '--workspace', 'shim'], root);
});
