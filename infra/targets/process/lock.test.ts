import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import { takeLock } from './lock.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'observatory-lock-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  mkdirSync(join(path, 'run'));
  return path;
}

it('is had by one at a time, and by the next after it', () => {
  const at = folder();
  const first = takeLock(at);
  expect(takeLock(at)).toBeNull();
  first?.release();
  const second = takeLock(at);
  expect(second).not.toBeNull();
  second?.release();
});

it('is free where a killed supervisor left its file', () => {
  const at = folder();
  writeFileSync(join(at, 'run/lock'), '');
  const lock = takeLock(at);
  expect(lock).not.toBeNull();
  lock?.release();
});

it('of one name leaves that of another free', () => {
  const at = folder();
  const [lock, up] = [takeLock(at), takeLock(at, 'up')];
  expect([lock, up]).not.toContain(null);
  lock?.release();
  up?.release();
});
