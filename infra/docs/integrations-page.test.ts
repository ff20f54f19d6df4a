import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { MatrixRow } from '../../test/integrations/support/matrix-row.ts';

const folder = resolve(import.meta.dirname, '../../test/integrations');
const rows = globSync('matrix/*.json', { cwd: folder }).map(
  (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as MatrixRow,
);

test('each row of the matrix of integrations names a test that is there and speaks of its package', () => {
  expect(rows.length).toBeGreaterThan(0);
  for (const { package: name, test: file } of rows) {
    expect(existsSync(join(folder, file)), `${name}: ${file}`).toBe(true);
    expect(readFileSync(join(folder, file), 'utf8'), file).toContain(name);
  }
});

test('a row without any word is none', () => {
  expect(rows.filter(({ seen }) => seen.length === 0)).toEqual([]);
});
