import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerLog } from './server-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('the log never takes more than twice its bound and keeps the newest lines', () => {
  const file = join(folder.path, 'postgres.log');
  const log = new ServerLog(file, 1000);
  for (let line = 0; line < 500; line += 1) log.write(`line ${line} ${'x'.repeat(20)}`);
  log.close();
  const both = [`${file}.1`, file];
  const bytes = both.map((path) => statSync(path).size).reduce((sum, size) => sum + size);
  expect(bytes).toBeLessThanOrEqual(2 * 1030);
  expect(readFileSync(file, 'utf8')).toContain('line 499 ');
});

test('a new start goes on with the file of the one before', () => {
  const file = join(folder.path, 'postgres.log');
  for (const line of ['first', 'second']) {
    const log = new ServerLog(file);
    log.write(line);
    log.close();
  }
  expect(readFileSync(file, 'utf8')).toBe('first\nsecond\n');
});

test('lines that cannot be written are still given as the recent ones', () => {
  const log = new ServerLog(join(folder.path, 'missing', 'postgres.log'));
  log.write('FATAL: why it ended');
  expect(log.recent(8)).toEqual(['FATAL: why it ended']);
});
