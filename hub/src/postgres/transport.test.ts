import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';
import { socketTransport } from './transport.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const dataFolder = (path: string) => ({ path, cluster: join(path, 'postgres'), user: undefined });
const long = (letter: string) => join(folder.path, letter.repeat(100));

test('the socket lies in the data folder where its path fits', () => {
  expect(socketTransport(dataFolder(folder.path)).host).toBe(join(folder.path, 'socket'));
});

test('a folder of the socket that others could enter is closed to them', () => {
  const beside = join(folder.path, 'socket');
  mkdirSync(beside);
  chmodSync(beside, 0o777);
  socketTransport(dataFolder(folder.path));
  expect(statSync(beside).mode & 0o777).toBe(0o700);
});

test('of two data folders with long paths each has a short folder of its own', () => {
  const first = socketTransport(dataFolder(long('x')));
  const second = socketTransport(dataFolder(long('y')));
  expect(first.host.startsWith(tmpdir())).toBe(true);
  expect(first.host).not.toBe(second.host);
  first.close();
  second.close();
});

test('a link that somebody put in place of the short folder is refused', () => {
  const path = long('x');
  const { host, close } = socketTransport(dataFolder(path));
  close();
  symlinkSync(folder.path, host);
  expect(() => socketTransport(dataFolder(path))).toThrow(/Remove it, or set OBSERVATORY_DATA_DIR/);
  rmSync(host);
});
