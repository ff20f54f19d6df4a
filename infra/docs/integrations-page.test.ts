import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { MatrixRow } from '../../test/integrations/support/matrix-row.ts';

const folder = resolve(import.meta.dirname, '../../test/integrations');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const rows = globSync('matrix/*.json', { cwd: folder }).map((file) => JSON.parse(read(file)) as MatrixRow);

test('each row of the matrix of integrations names a test that is there and speaks of its package', () => {
  expect(rows.length).toBeGreaterThan(0);
  // One test runs all that the recorders know.
  const recorded = globSync('recorders/*.ts', { cwd: folder }).map(read).join('');
  for (const { package: name, test: file } of rows) {
    expect(existsSync(join(folder, file)), `${name}: ${file}`).toBe(true);
    expect(read(file) + recorded, file).toContain(name);
  }
});

test('a row without any word is none', () => {
  expect(rows.filter(({ seen }) => seen.length === 0)).toEqual([]);
});
