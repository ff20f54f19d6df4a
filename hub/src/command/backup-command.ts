import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { FIRST_PROJECT } from '../access/principal.ts';
import { Progress } from '../backup/progress.ts';
import { writeBackup } from '../backup/write-backup.ts';
import { appendEntry } from './append-entry.ts';
import { CommandFault } from './command-fault.ts';
import { withDatabase } from './open-database.ts';
import type { CommandContext } from './run-command.ts';

const STDOUT = '-';

/** `backup FILE`: the whole database as one file, while the hub runs; `-` is standard output. */
export async function backup(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } },
  });
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0)
    throw new CommandFault('backup: expected one FILE, or - for standard output');
  const progress = new Progress(context.say);
  try {
    let written = '';
    if (target === STDOUT) {
      if (context.output.isTTY)
        throw new CommandFault('backup -: standard output is a terminal. Send it to a file or a program.');
      await send(context, progress, { name: 'standard output', output: context.output, end: false });
    } else {
      const file = resolve(context.cwd, target);
      const bytes = await writeFile(file, values.force, (output) =>
        send(context, progress, { name: basename(file), output, end: true }),
      );
      written = `; ${(bytes / 1e6).toFixed(1)} MB in ${file}`;
    }
    context.say(`Backed up ${progress}${written}. Keys of encryption are not in it: keep them apart.\n`);
    return 0;
  } finally {
    progress.stop();
  }
}

/** Writes to a file beside it, which takes its name when it is whole and on disk. Returns its bytes. */
async function writeFile(
  file: string,
  force: boolean,
  write: (output: Writable) => Promise<void>,
): Promise<number> {
  const refuse = () => {
    if (!force && existsSync(file))
      throw new CommandFault(`${file} is there already. Name another file, or overwrite it with --force.`);
  };
  refuse();
  if (!existsSync(dirname(file)))
    throw new CommandFault(`There is no folder ${dirname(file)} to write the backup to.`);
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  const handle = await open(part, 'wx', 0o600);
  try {
    await write(handle.createWriteStream({ flush: true }));
    refuse();
    await rename(part, file);
    return (await stat(file)).size;
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}

interface Target {
  readonly name: string;
  readonly output: Writable;
  readonly end: boolean;
}

/** The audit trail says so before anything leaves. */
function send(context: CommandContext, progress: Progress, { name, output, end }: Target): Promise<void> {
  return withDatabase(context.settings(), async ({ workPool }) => {
    const client = await workPool.connect();
    client.on('error', () => {});
    try {
      await record(workPool, name, 'done');
      await writeBackup(client, output, {
        hubVersion: context.version,
        progress,
        signal: context.stopping(),
        end,
      });
    } catch (error) {
      await record(workPool, name, 'failed').catch(() => {});
      throw error;
    } finally {
      // Also where the server is still sending.
      client.release(true);
    }
  });
}

async function record(pool: pg.Pool, target: string, outcome: 'done' | 'failed'): Promise<void> {
  // A database that waits for an upgrade may have no trail yet.
  const { rows } = await pool.query<{ there: boolean }>(
    "SELECT to_regproc('public.observatory_append_audit') IS NOT NULL AS there",
  );
  if (rows[0]?.there)
    await appendEntry(pool, { project: FIRST_PROJECT, action: 'backup.create', target, outcome });
}
