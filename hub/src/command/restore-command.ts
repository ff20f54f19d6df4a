import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { FIRST_PROJECT } from '../access/principal.ts';
import { locksFor } from '../backup/check-target.ts';
import type { Manifest } from '../backup/manifest.ts';
import { checkLevel } from '../backup/migrate-to.ts';
import { Progress } from '../backup/progress.ts';
import { BackupReader } from '../backup/read-backup.ts';
import { type Restored, restoreBackup } from '../backup/restore-backup.ts';
import { MIGRATION_LOCK } from '../store/database.ts';
import { appendEntry } from './append-entry.ts';
import { CommandFault } from './command-fault.ts';
import { withNewDatabase } from './open-database.ts';
import type { CommandContext } from './run-command.ts';

const STDIN = '-';

/** `restore FILE`: a backup into an empty database, or a new data folder; `-` is standard input. */
export async function restore(args: string[], context: CommandContext): Promise<number> {
  const [source, ...more] = parseArgs({ args, allowPositionals: true, options: {} }).positionals;
  if (source === undefined || more.length > 0)
    throw new CommandFault('restore: expected one FILE, or - for standard input');
  const settings = context.settings();
  const input = source === STDIN ? context.input : await openFile(resolve(context.cwd, source));
  const progress = new Progress(context.say);
  const signal = context.stopping();
  signal.addEventListener('abort', () => input.destroy(signal.reason), { once: true });
  try {
    const reader = new BackupReader(input, progress);
    const manifest = await reader.manifest();
    checkLevel(manifest);
    const { migrated, auditFault } = await withNewDatabase(
      settings,
      locksFor(manifest),
      async ({ workPool }) => {
        const client = await workPool.connect();
        client.on('error', () => {});
        try {
          await client.query('SET statement_timeout = 0');
          await takeTurn(client);
          const restored = await restoreBackup(client, reader, manifest, {
            progress,
            last: (restored) => record(client, source, manifest, restored),
          });
          // Else the first questions are planned as if the tables were empty.
          context.say('Loaded; looking through the tables for the planner.\n');
          await client.query('ANALYZE');
          return restored;
        } finally {
          // With it goes the lock.
          client.release(true);
        }
      },
    );
    context.say(wordsOf(progress, manifest, migrated, auditFault));
    return 0;
  } finally {
    progress.stop();
    input.destroy();
  }
}

async function openFile(path: string) {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new CommandFault(`${path} cannot be read: ${error.message}`);
  });
  await handle.close();
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}

/** A hub that starts on the database meanwhile waits until it is whole. */
async function takeTurn(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [
    MIGRATION_LOCK,
  ]);
  if (!rows[0]?.got)
    throw new CommandFault(
      'A hub is starting on this database, or another restore is under way. Stop it first.',
    );
}

async function record(
  client: pg.ClientBase,
  source: string,
  { madeAt, hub }: Manifest,
  { migrated, auditFault }: Restored,
): Promise<void> {
  await appendEntry(client, {
    project: FIRST_PROJECT,
    action: 'backup.restore',
    target: source === STDIN ? 'standard input' : basename(source),
    outcome: 'done',
    detail: { made: madeAt, hub, migrated, trail: auditFault ?? 'whole' },
  });
}

function wordsOf(
  progress: Progress,
  { madeAt, hub, sealedWith }: Manifest,
  migrated: number,
  auditFault: string | null,
): string {
  const lines = [
    `Restored ${progress}, as they were at ${madeAt} (hub ${hub}).`,
    ...(migrated > 0 ? [`The tables were brought forward by ${migrated} migrations.`] : []),
    ...(sealedWith.length > 0
      ? [
          `Content of it is sealed with ${sealedWith.join(', ')}: the hub needs these keys (OBSERVATORY_ENCRYPTION_KEY_FILE).`,
        ]
      : []),
    ...(auditFault === null
      ? []
      : [`WARNING: the audit trail was not whole when it was backed up: ${auditFault}.`]),
    'Who erased users after that time erases them again: docs/backup.md. The hub can be started.',
  ];
  return `${lines.join('\n')}\n`;
}
