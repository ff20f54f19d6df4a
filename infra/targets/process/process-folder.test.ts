import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import { processFolder } from './process-folder.ts';

function home(mode: number): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'observatory-home-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  chmodSync(path, mode);
  return path;
}

it('is below the folder of the settings, from where the command runs', () => {
  expect(processFolder({ folder: '.observatory' }, '/srv/app', false)).toBe('/srv/app/.observatory/process');
});

it('is there for root, too, where others may pass through', () => {
  const at = home(0o755);
  expect(processFolder({ folder: 'state' }, at, true)).toBe(`${at}/state/process`);
});

it("is elsewhere for root in a closed home, which PostgreSQL's user could not enter", () => {
  const at = home(0o700);
  expect(processFolder({ folder: '.observatory' }, at, true)).toMatch(
    /^\/var\/lib\/observatory\/process-[0-9a-f]{12}$/,
  );
  expect(processFolder({ folder: '.observatory' }, at, false)).toBe(`${at}/.observatory/process`);
});
