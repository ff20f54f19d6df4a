import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, rm, statfs, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MIB = 2 ** 20;

/** A disk of its own of so many megabytes, on a loop device, that can be filled and freed. Takes root. */
export class SmallDisk {
  readonly folder: string;
  readonly path: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 'disk');
  }

  static async mount(megabytes: number): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'observatory-small-disk-'));
    await chmod(folder, 0o755);
    const disk = new SmallDisk(folder);
    const image = join(folder, 'image');
    await writeFile(image, '');
    await truncate(image, megabytes * MIB);
    // Without a part that is root's alone: the server is not root.
    await run('mkfs.ext4', ['-q', '-m', '0', image]);
    await run('mkdir', [disk.path]);
    await run('mount', ['-o', 'loop', image, disk.path]);
    await chmod(disk.path, 0o755);
    return disk;
  }

  async freeMb(): Promise<number> {
    const { bavail, bsize } = await statfs(this.path);
    return Math.round((bavail * bsize) / MIB);
  }

  /** Takes all but so many megabytes, by a file of another program. */
  async fillBut(megabytes: number): Promise<void> {
    const file = await open(join(this.path, 'filler'), 'a');
    try {
      const chunk = Buffer.alloc(MIB, 1);
      while ((await this.freeMb()) > megabytes) await file.write(chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  free(): Promise<void> {
    return rm(join(this.path, 'filler'), { force: true });
  }

  async remove(): Promise<void> {
    await run('umount', [this.path]);
    await rm(this.folder, { recursive: true, force: true });
  }
}
