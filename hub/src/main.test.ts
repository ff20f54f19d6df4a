import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');
/** Starts the hub's program on a Node that calls itself another version. */
const startOn = (version: string, ...args: string[]) => {
  const preload = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return promisify(execFile)(process.execPath, [
    '--conditions=@observatory/source',
    `--import=data:text/javascript,${encodeURIComponent(preload)}`,
    main,
    ...args,
  ]);
};

test.each(['20.20.0', '22.12.0', '24.8.0'])(
  'on Node %s the hub says what is needed and how to get it, without a stack',
  async (version) => {
    const failure = await startOn(version).catch((error) => error);
    expect(failure).toMatchObject({ code: 1, stdout: '' });
    expect(failure.stderr).toContain(`It runs on Node 24.9 or newer; this is Node ${version}.`);
    expect(failure.stderr).toContain('npx node hub/dist/main.js');
    expect(failure.stderr).not.toMatch(/^\s+at /m);
  },
);

test.each(['24.9.0', '26.1.0'])('on Node %s it runs', async (version) => {
  expect((await startOn(version, '--help')).stdout).toContain('OBSERVATORY_API_KEY');
});
