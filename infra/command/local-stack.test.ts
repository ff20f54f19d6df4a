import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordTarget } from './choose-target.ts';
import { runnerOfStarted } from './local-stack.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'observatory-started-'));
  recordTarget(folder, { target: 'compose', wasReady: true, name: 'staging' });
});
afterEach(() => rmSync(folder, { recursive: true }));

const nameOf = async (options: { file?: string; set?: string[] }) => {
  const set = [`folder=${folder}`, ...(options.set ?? [])];
  return (await runnerOfStarted({ ...options, set })).settings.name;
};
const file = (text: string) => {
  const path = join(folder, 'observatory.yaml');
  writeFileSync(path, text);
  return path;
};

it('means the stack that was started last, under the name that it was given then', async () => {
  expect(await nameOf({})).toBe('staging');
  expect(await nameOf({ file: file('retention: 40d\n') })).toBe('staging');
});

it('means the stack that the command names', async () => {
  expect(await nameOf({ set: ['name=other'] })).toBe('other');
  expect(await nameOf({ file: file('name: third\n') })).toBe('third');
});
