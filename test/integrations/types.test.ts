import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

/** Outside of `npm run check`, since the packages are installed for these tests alone. */
it('the integrations fit the types of the real packages', () => {
  const root = resolve(import.meta.dirname, '../..');
  const { stdout, status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'test/integrations'],
    { cwd: root, encoding: 'utf8' },
  );
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
