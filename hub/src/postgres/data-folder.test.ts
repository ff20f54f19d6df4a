import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const isRoot = process.getuid?.() === 0;
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  chmodSync(folder.path, 0o755);
});
afterEach(() => folder.remove());

test('a folder given by a relative path and through a link is the same folder', () => {
  const real = join(folder.path, 'data');
  const link = join(folder.path, 'link');
  mkdirSync(real);
  symlinkSync(real, link);
  expect(openDataFolder(relative(process.cwd(), link)).path).toBe(realpathSync(real));
});

test('other users cannot look into a new data folder', () => {
  const { path } = openDataFolder(join(folder.path, 'new', 'data'));
  expect(statSync(path).mode & 0o007).toBe(0);
});

test.runIf(isRoot)('as root the server runs as nobody, for whom just the data folder is opened', () => {
  const { path, user } = openDataFolder(join(folder.path, 'new', 'data'));
  expect(user).toEqual({ uid: 65534, gid: 65534 });
  expect(statSync(path)).toMatchObject({ uid: 0, gid: 65534 });
  expect(statSync(path).mode & 0o777).toBe(0o710);
});

test.runIf(isRoot)('as root a database that belongs to a user is run as that user', () => {
  const data = join(folder.path, 'data');
  openDataFolder(data);
  mkdirSync(join(data, 'postgres'));
  chownSync(join(data, 'postgres'), 4711, 4712);
  chmodSync(data, 0o711);
  expect(openDataFolder(data).user).toEqual({ uid: 4711, gid: 4712 });
});

test.runIf(isRoot)(
  'as root a folder under a closed home is refused, with the setting and a folder that works',
  () => {
    const home = join(folder.path, 'home');
    mkdirSync(home, { mode: 0o700 });
    const open = () => openDataFolder(join(home, 'new', 'data'));
    expect(open).toThrow(
      expect.objectContaining({
        code: 'DataFolderUnreachable',
        message: expect.stringMatching(/home \(mode 0700\).*OBSERVATORY_DATA_DIR.*\/var\/lib\/observatory/s),
      }),
    );
    expect(readdirSync(home)).toEqual([]);
  },
);

test.runIf(isRoot)('a closed folder with files of somebody else in it is not opened', () => {
  const home = join(folder.path, 'home');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'diary'), '');
  expect(() => openDataFolder(home)).toThrow(expect.objectContaining({ code: 'DataFolderUnreachable' }));
  expect(statSync(home).mode & 0o777).toBe(0o700);
});

test('a path that leads through a file is refused by name', () => {
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  expect(() => openDataFolder(join(file, 'data'))).toThrow(
    expect.objectContaining({
      code: 'DataFolderNotWritable',
      message: expect.stringContaining('OBSERVATORY_DATA_DIR'),
    }),
  );
});

test.skipIf(isRoot)('a folder that this user may not write is refused by name', () => {
  chmodSync(folder.path, 0o500);
  expect(() => openDataFolder(join(folder.path, 'data'))).toThrow(
    expect.objectContaining({ code: 'DataFolderNotWritable' }),
  );
});
