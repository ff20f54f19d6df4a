import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import { buildCommand } from './build.ts';

it("removes nothing from a folder of somebody else's", async () => {
  const out = mkdtempSync(join(tmpdir(), 'observatory-build-'));
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  mkdirSync(join(out, 'kubernetes'));
  const file = join(out, 'kubernetes/mine.yaml');
  writeFileSync(file, 'mine');
  await expect(buildCommand().parseAsync(['--out', out], { from: 'user' })).rejects.toThrow(
    /^--out: expected a folder of an earlier build or one without kubernetes\//,
  );
  expect(existsSync(file)).toBe(true);
});
