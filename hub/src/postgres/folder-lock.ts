import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderInUse, type FolderHolder } from './embedded-postgres-error.ts';
import { notWritable } from './folder-errors.ts';
import { isAlive } from './is-alive.ts';

export interface FolderLock {
  release(): void;
}

/** The file that carries the lock; its presence also tells that a folder is one of ours. */
export const lockFileName = 'hub.lock';
const holderFileName = 'hub.json';
const sqliteBusy = 5;
/** How long a refused start waits for the winner of the same instant to say who it is. */
const introductionMs = 1000;

/**
 * Takes `folder` for this process until `release` or the process's end, however it ends. Of any number of
 * simultaneous calls exactly one wins; the others throw `DataFolderInUse` with the winner's description.
 */
export async function lockFolder(folder: string, address?: string): Promise<FolderLock> {
  const database = takeLock(folder);
  if (!database) throw new DataFolderInUse(folder, await readLivingHolder(folder));
  const holderFile = join(folder, holderFileName);
  try {
    writeHolder(holderFile, address);
  } catch (cause) {
    database.close();
    throw notWritable(folder, cause);
  }
  return {
    release() {
      if (!database.isOpen) return;
      rmSync(holderFile, { force: true });
      database.close();
    },
  };
}

/**
 * SQLite is used for its file lock alone: Node has no flock, and a pid file or a socket that a killed process
 * left behind cannot be taken over without a moment in which two starters both believe to have it. The kernel
 * frees this lock with its process, and SQLite gives it on every platform. It is a write lock, since of two that
 * ask for an exclusive one at once both can be refused. Nothing else in this process may open and close the
 * file: POSIX would drop the lock with the first descriptor closed.
 */
function takeLock(folder: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, lockFileName), { timeout: 0 });
    // No journal on disk: a killed holder must leave nothing that the next one would have to roll back.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN IMMEDIATE');
    return database;
  } catch (cause) {
    database?.close();
    if (errorNumber(cause) === sqliteBusy) return undefined;
    throw notWritable(folder, cause);
  }
}

function errorNumber(error: unknown): number | undefined {
  // Primary result code: the low byte of SQLite's extended codes.
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}

function writeHolder(file: string, address: string | undefined): void {
  const holder: FolderHolder = {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    ...(address ? { address } : {}),
  };
  writeFileSync(`${file}.new`, `${JSON.stringify(holder)}\n`, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}

/** The file may still speak of an earlier holder that was killed, or be missing: then the winner is about to write it. */
async function readLivingHolder(folder: string): Promise<FolderHolder | undefined> {
  const deadline = performance.now() + introductionMs;
  for (;;) {
    const holder = readHolder(join(folder, holderFileName));
    if (holder && (holder.host !== hostname() || isAlive(holder.pid))) return holder;
    if (performance.now() > deadline) return undefined;
    await sleep(20);
  }
}

function readHolder(file: string): FolderHolder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, host, startedAt, address } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof startedAt !== 'string')
      return undefined;
    return { pid, host, startedAt, ...(typeof address === 'string' ? { address } : {}) };
  } catch {
    return undefined;
  }
}
