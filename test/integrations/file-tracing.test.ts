import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const shim = join(root, 'shim');
const { dependencies } = JSON.parse(readFileSync(join(shim, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
// Beside its dependencies, and not in `dist`, which other tests pack at the same time.
mkdirSync(join(shim, 'node_modules'), { recursive: true });
const built = mkdtempSync(join(shim, 'node_modules/.traced-'));
beforeAll(() => {
  const tsdown = join(root, 'node_modules/.bin/tsdown');
  execFileSync(tsdown, ['-d', built, '--no-dts'], { cwd: shim, stdio: 'ignore' });
}, 120_000);
afterAll(() => rmSync(built, { recursive: true }));

it.each(['register.mjs', 'register.cjs'])(
  'a build that copies what it traces (Next.js standalone) gets every instrumentation and what that requires: %s',
  async (entry) => {
    const { fileList } = await nodeFileTrace([join(built, entry)], { base: root });
    const packages = [...fileList].map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
    const instrumentations = Object.keys(dependencies).filter((name) => name.includes('/instrumentation-'));
    expect(instrumentations).toHaveLength(11);
    expect(packages).toEqual(
      expect.arrayContaining([...instrumentations, 'require-in-the-middle', 'module-details-from-path']),
    );
  },
  60_000,
);
