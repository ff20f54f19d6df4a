import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import { lastLines, rotateLog } from './log-file.ts';

function log(content: string): string {
  const path = mkdtempSync(join(tmpdir(), 'observatory-log-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  writeFileSync(join(path, 'x.log'), content);
  return join(path, 'x.log');
}

it('reads the last lines', () => {
  expect(lastLines(log('one\ntwo\nthree\n'), 2)).toEqual(['two', 'three']);
});

it('reads a last line that has no end yet', () => {
  expect(lastLines(log('one\ntw'), 5)).toEqual(['one', 'tw']);
});

it('reads only what came after a byte', () => {
  expect(lastLines(log('old\nnew\n'), 5, 4)).toEqual(['new']);
});

it('reads characters whole that lie across two blocks', () => {
  expect(lastLines(log(`${'ä'.repeat(50_000)}\nend\n`), 2)).toEqual(['ä'.repeat(50_000), 'end']);
});

it('has no lines of a file that is not there', () => {
  expect(lastLines('/nowhere/x.log', 3)).toEqual([]);
});

it('moves a log that is too large aside and empties it', () => {
  const path = log('0123456789');
  rotateLog(path, 10);
  expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual(['', '0123456789']);
});

it('leaves a smaller log as it is', () => {
  const path = log('012345678');
  rotateLog(path, 10);
  expect(readFileSync(path, 'utf8')).toBe('012345678');
});

it('empties a log that cannot be copied, as on a full disk', () => {
  const path = log('0123456789');
  symlinkSync('/dev/full', `${path}.1`);
  rotateLog(path, 10);
  expect(readFileSync(path, 'utf8')).toBe('');
});
