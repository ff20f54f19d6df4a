import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binariesIn, type PostgresBinaries, packagedBinaries } from './packaged-binaries.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { usableBinaries } from './usable-binaries.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const log = () => {};
const packaged = packagedBinaries();
let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  chmodSync(folder.path, 0o755);
});
afterAll(() => folder.remove());

/** As npm lays it out under a home of mode 0700, without what a program does not need to start. */
function installIn(home: string): PostgresBinaries {
  const native = join(folder.path, home, 'native');
  mkdirSync(join(native, '..'), { mode: 0o700 });
  const filter = (path: string) => !/\/lib\/postgresql\/|\/share\/postgresql\//.test(path);
  cpSync(packaged.native, native, { recursive: true, verbatimSymlinks: true, filter });
  return binariesIn(native, packaged.version);
}

const versionOf = (program: string, ids: { uid: number; gid: number } | undefined) =>
  execFileSync(program, ['--version'], { encoding: 'utf8', cwd: '/', stdio: 'pipe', ...ids });

test('an installation that the server can run is used where it lies', async () => {
  expect(await usableBinaries(packaged, { user: undefined, caches: [], log })).toBe(packaged);
});

test.runIf(isRoot)(
  'of an installation that is closed to the server one whole copy is made and kept',
  async () => {
    const installed = installIn('home');
    const cache = join(folder.path, 'cache');
    const options = { user: nobody, caches: [cache], log };
    expect(() => versionOf(installed.initdb, nobody)).toThrow('EACCES');

    const [first, second] = await Promise.all([
      usableBinaries(installed, options),
      usableBinaries(installed, options),
    ]);
    expect(versionOf(first.initdb, nobody)).toContain('PostgreSQL) 18');
    expect(second).toEqual(first);
    expect(readdirSync(cache)).toEqual([`postgres-${packaged.version}`]);

    truncateSync(first.initdb, 0);
    const repaired = await usableBinaries(installed, options);
    expect(versionOf(repaired.initdb, nobody)).toContain('PostgreSQL) 18');
  },
);

test.runIf(isRoot)(
  'where no copy can be made, the message says where it was tried and what to do',
  async () => {
    const options = { user: nobody, caches: [join(packaged.postgres, 'cache')], log };
    const closed = binariesIn(join(folder.path, 'home', 'native'), packaged.version);
    await expect(usableBinaries(closed, options)).rejects.toThrow(
      /65534 cannot run .*postgres\/cache.*DATABASE_URL/s,
    );
  },
);

test.runIf(process.platform === 'linux')('the links that --ignore-scripts leaves out are made', async () => {
  const installed = installIn('without-scripts');
  const link = join(installed.native, 'lib', 'libicuuc.so.60');
  rmSync(link);
  expect(() => versionOf(installed.initdb, undefined)).toThrow('libicuuc.so.60');
  await usableBinaries(installed, { user: undefined, caches: [], log });
  expect(existsSync(link)).toBe(true);
  expect(versionOf(installed.initdb, undefined)).toContain('PostgreSQL) 18');
});
