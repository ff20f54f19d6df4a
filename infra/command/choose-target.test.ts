import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordedTarget, recordTarget } from './choose-target.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'observatory-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([true, false])('reads back target and name of the stack (ready: %s)', (wasReady) => {
  recordTarget(folder, { target: 'compose', wasReady, name: 'staging' });
  expect(recordedTarget(folder)).toEqual({ target: 'compose', wasReady, name: 'staging' });
});

it.each([
  ['process\n', { target: 'process', wasReady: false, name: null }],
  ['compose ready\n', { target: 'compose', wasReady: true, name: null }],
  ['something else\n', null],
])('reads %j of an older version', (text, record) => {
  writeFileSync(join(folder, 'target'), text);
  expect(recordedTarget(folder)).toEqual(record);
});

it('says null where nothing was started', () => {
  expect(recordedTarget(folder)).toBeNull();
});
