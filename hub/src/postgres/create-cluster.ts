import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { noSpace, notWritable, saysNoSpace } from './folder-errors.ts';
import { giveTo } from './give-to.ts';
import type { PostgresBinaries } from './packaged-binaries.ts';
import { type ProgramResult, runProgram } from './run-program.ts';
import type { Transport } from './transport.ts';

/** The role and the database that the hub uses; the role owns the database and is no superuser. */
export const hubRole = 'observatory';
export const hubDatabase = 'observatory';
export const superuser = 'postgres';

/** A new database takes 47 MB, and as much again for the first write-ahead log while it is used. */
const neededBytes = 128 * 1024 * 1024;

/** One statement a line. lz4, where the build has it, packs long values faster than the default. */
const firstStatements = `
CREATE ROLE ${hubRole} LOGIN CREATEROLE IN ROLE pg_monitor;
CREATE DATABASE ${hubDatabase} OWNER ${hubRole};
DO $$ BEGIN IF 'lz4' = ANY((SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression')::text[]) THEN ALTER DATABASE ${hubDatabase} SET default_toast_compression = 'lz4'; END IF; END $$;
`.trimStart();

/**
 * Makes the database cluster of `folder` with the hub's role and database in it. It is made under another name and
 * renamed when it is complete and on disk, so that a start killed half-way leaves no half of it in place.
 */
export async function createCluster(
  folder: DataFolder,
  binaries: PostgresBinaries,
  transport: Transport,
): Promise<void> {
  await removeDrafts(folder.cluster);
  const { bavail, bsize } = statfsSync(folder.path);
  if (bavail * bsize < neededBytes) throw noSpace(folder.path);

  const draft = `${folder.cluster}.new-${randomBytes(4).toString('hex')}`;
  const { user } = folder;
  const passwordFile = `${draft}.password`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    if (user) giveTo(user, draft);
    if (transport.password) {
      writeFileSync(passwordFile, transport.password, { mode: 0o600, flag: 'wx' });
      if (user) giveTo(user, passwordFile);
    }
    const access =
      transport.kind === 'socket'
        ? ['--auth-local=trust', '--auth-host=reject']
        : ['--auth-local=reject', '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`];
    const initdb = (...args: string[]) => runProgram(binaries.initdb, ['-D', draft, ...args], { user });
    check(
      'initdb',
      folder,
      await initdb(
        `--username=${superuser}`,
        ...access,
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
        '--no-sync',
      ),
    );
    // A server without network, for one moment: it reads statements from its input and stops at the first error.
    const single = ['--single', '-F', '-c', 'exit_on_error=on', '-c', 'log_checkpoints=off', '-D', draft];
    check(
      'creating the database',
      folder,
      await runProgram(binaries.postgres, [...single, superuser], {
        user,
        input: firstStatements + passwordStatement(transport.password),
      }),
    );
    check('writing the database to disk', folder, await initdb('--sync-only'));
    renameSync(draft, folder.cluster);
    syncFolder(folder.path);
  } catch (cause) {
    throw notWritable(folder.path, cause);
  } finally {
    await Promise.all([draft, passwordFile].map((path) => rm(path, { recursive: true, force: true })));
  }
}

function passwordStatement(password: string | undefined): string {
  return password ? `ALTER ROLE ${hubRole} PASSWORD '${password}';\n` : '';
}

/** What a killed start left; its programs may still be ending, so a failure waits for the next start. */
async function removeDrafts(cluster: string): Promise<void> {
  const prefix = `${basename(cluster)}.new-`;
  const drafts = readdirSync(dirname(cluster)).filter((name) => name.startsWith(prefix));
  await Promise.allSettled(
    drafts.map((name) =>
      rm(join(dirname(cluster), name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
    ),
  );
}

function check(step: string, folder: DataFolder, { ok, output }: ProgramResult): void {
  if (ok) return;
  if (saysNoSpace(output)) throw noSpace(folder.path, output);
  const last = output.split('\n').slice(-8).join('\n');
  throw new EmbeddedPostgresError(
    'InitFailed',
    `PostgreSQL could not make its database in ${folder.cluster} (${step}):\n${last}`,
  );
}

/** The rename itself must survive a power failure. Windows cannot open folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
