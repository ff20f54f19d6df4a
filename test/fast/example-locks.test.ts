import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
}
const readJson = <T>(file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as T;
const shim = readJson<Package>('shim/package.json');

/** Lock files of examples that take the shim from this repository, which list what the shim needs. */
const locks = globSync('examples/*/package-lock.json', { cwd: root }).flatMap((file) => {
  const { packages } = readJson<{ packages: Record<string, Package> }>(file);
  const taken = packages['../../shim'] ?? packages['node_modules/@observatory/shim'];
  return taken === undefined ? [] : [{ example: dirname(file), needs: taken.dependencies ?? {} }];
});

test('there are examples that take the shim', () => {
  expect(locks.length).toBeGreaterThan(8);
});

describe.each(locks)('$example', ({ example, needs }) => {
  test('has a lock file of the shim as it is', () => {
    expect(needs, `npm install --package-lock-only in ${example} renews it`).toEqual(shim.dependencies);
  });
});
