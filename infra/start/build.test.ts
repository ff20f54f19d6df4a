import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hubBuild, isBuilt } from './build.ts';

test('A runbook that is newer than the hub’s build has it built anew', () => {
  const root = mkdtempSync(join(tmpdir(), 'observatory-build-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, seconds: number) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), seconds, seconds);
  };
  for (const path of [
    'hub/src/main.ts',
    'hub/tsdown.config.ts',
    'hub/package.json',
    'shim/src/conventions/metrics.ts',
    'shim/src/events/aggregation.ts',
    'alerts/runbooks/ServerDown.md',
    'alerts/runbooks.json',
  ]) {
    write(path, 1000);
  }
  expect(isBuilt(hubBuild(root))).toBe(false);
  write('hub/dist/main.js', 2000);
  expect(isBuilt(hubBuild(root))).toBe(true);
  write('alerts/runbooks/MyOwn.md', 3000);
  expect(isBuilt(hubBuild(root))).toBe(false);
});
