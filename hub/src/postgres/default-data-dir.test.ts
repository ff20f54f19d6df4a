import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultDataDir } from './default-data-dir.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'observatory-default-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('data lies beside the working folder', () => {
  chmodSync(folder, 0o755);
  expect(defaultDataDir(folder, true)).toBe(join(folder, '.observatory'));
});

test("data of root lies elsewhere where the server's user cannot enter the working folder", () => {
  chmodSync(folder, 0o700);
  expect(defaultDataDir(folder, true)).toMatch(/^\/var\/lib\/observatory\/[0-9a-f]{12}$/);
});

test('data of an ordinary user lies beside the working folder, whatever its mode', () => {
  chmodSync(folder, 0o700);
  expect(defaultDataDir(folder, false)).toBe(join(folder, '.observatory'));
});
