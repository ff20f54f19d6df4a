import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import { identify } from './process-identity.ts';
import { isSupervised, readState, type SupervisorState, writeState } from './state.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'observatory-state-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  mkdirSync(join(path, 'run'));
  return path;
}
const state: SupervisorState = {
  format: 1,
  supervisor: { pid: 4242, started: 'boot/1' },
  since: '2026-11-22T07:00:00.000Z',
  phase: 'running',
  plan: 'one',
  failure: null,
  servers: [],
};

it('reads what was written, and leaves no other file', () => {
  const at = folder();
  writeState(at, state);
  expect(readState(at)).toEqual(state);
  expect(readdirSync(join(at, 'run'))).toEqual(['state.json']);
});

it('is for its owner only', () => {
  const at = folder();
  writeState(at, state);
  expect((statSync(join(at, 'run/state.json')).mode & 0o777).toString(8)).toBe('600');
});

it('is null where there is none, a broken one or one of another format', () => {
  const at = folder();
  expect(readState(at)).toBeNull();
  writeFileSync(join(at, 'run/state.json'), '{"format":');
  expect(readState(at)).toBeNull();
  writeFileSync(join(at, 'run/state.json'), '{"format":2}');
  expect(readState(at)).toBeNull();
});

it('tells a supervisor that runs from one whose number another process has now', () => {
  const self = identify(process.pid);
  expect(self !== null && isSupervised({ ...state, supervisor: self })).toBe(true);
  expect(isSupervised({ ...state, supervisor: { pid: process.pid, started: 'boot/1' } })).toBe(false);
});
